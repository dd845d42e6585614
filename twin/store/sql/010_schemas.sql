-- Made before the first migration and safe to repeat: the schemas, the extensions, and the two functions
-- that column defaults and search indexes stand on.
CREATE SCHEMA IF NOT EXISTS city;
CREATE SCHEMA IF NOT EXISTS city_added;
CREATE SCHEMA IF NOT EXISTS city_history;
CREATE SCHEMA IF NOT EXISTS city_store;

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

-- The person (or program) in whose name this transaction writes; a bare database session is its role.
CREATE OR REPLACE FUNCTION city_store.asking_user() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('twin.user', true), ''), session_user::text) $$;

-- Lower case without marks, so that 'Hoà', 'Hòa' and 'hoa' are one, and 'Đ' is 'd'. unaccent() is only
-- STABLE because its dictionary could change; naming the dictionary makes the promise of immutability ours.
CREATE OR REPLACE FUNCTION city_store.fold(content text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary,
    -- Asking whether a text is composed is much cheaper than composing it, and nearly all of them are.
    CASE WHEN content IS NFC NORMALIZED THEN content ELSE normalize(content, NFC) END)) $$;
