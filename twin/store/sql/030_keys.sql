-- How a feature that no source has named is called outside: by the city that holds it, its layer and its id. A file
-- that was exported finds its features again when it comes back, and is never taken for another city's.
INSERT INTO city_store.facts (key, value) VALUES ('city', to_jsonb(left(gen_random_uuid()::text, 8)))
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION city_store.own_key(layer_id text, feature_id bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT format('twin:%s:%s:%s', (SELECT value #>> '{}' FROM city_store.facts WHERE key = 'city'), layer_id, feature_id) $$;
