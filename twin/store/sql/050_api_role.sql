-- What the web server's role may do, where there is one: read the city, write features (guard_layer grants those, layer by
-- layer), and keep what it has answered. It owns nothing, alters nothing, and reads no file of the server.

-- Only a table's owner may analyze it, and cells that were just made are badly planned for until it is done.
CREATE OR REPLACE FUNCTION city_store.analyze_overviews() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
$$ BEGIN ANALYZE city_store.overview_cells, city_store.overview_cells_then; END $$;

DO $$
BEGIN
    REVOKE EXECUTE ON FUNCTION city_store.analyze_overviews() FROM PUBLIC;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'twin_api') THEN
        RETURN;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO twin_api', current_database());
    GRANT USAGE ON SCHEMA city, city_added, city_history, city_store TO twin_api;
    GRANT SELECT ON city_store.facts, city_store.imports, city_store.layers, city_store.layer_versions,
        city_store.observations TO twin_api;
    GRANT SELECT (sha256, user_name, roles, revoked_at) ON city_store.tokens TO twin_api;
    GRANT SELECT, INSERT, UPDATE, DELETE ON city_store.answers, city_store.overviews, city_store.overview_cells,
        city_store.overview_cells_then, city_store.derivations TO twin_api;
    GRANT SELECT, INSERT ON city_store.evidence TO twin_api;
    GRANT UPDATE (removed_at, removed_by) ON city_store.evidence TO twin_api;
    GRANT SELECT ON city_store.terrains TO twin_api;
    -- What a report found is written once: only its name and how long it is kept change.
    GRANT SELECT, INSERT, DELETE ON city_store.results TO twin_api;
    GRANT UPDATE (name, kept_until, revision, removed_at, removed_by) ON city_store.results TO twin_api;
    -- With the last result that names it a raster goes; the ground's rasters are held by the terrains that stand on them.
    GRANT SELECT, INSERT, DELETE ON city_store.rasters TO twin_api;
    GRANT SELECT, INSERT ON city_store.raster_parts TO twin_api;
    -- Of a saved what-if versions are only ever added.
    GRANT SELECT, INSERT ON city_store.saved_scenarios TO twin_api;
    -- A sheet of progress comes in by the server, and can be taken back.
    GRANT INSERT ON city_store.imports TO twin_api;
    GRANT UPDATE (counts) ON city_store.imports TO twin_api;
    GRANT EXECUTE ON FUNCTION city_store.analyze_overviews() TO twin_api;
END $$;
