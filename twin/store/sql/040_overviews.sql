-- What large layers look like from afar, worked out from their features by `twin.features.overviews`. Only a cache:
-- unlogged, so that a crash empties it and it is made again; no migration needs to know of it.
CREATE UNLOGGED TABLE IF NOT EXISTS city_store.overviews (
    layer text PRIMARY KEY,
    state text NOT NULL,
    detail_zoom integer NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNLOGGED TABLE IF NOT EXISTS city_store.overview_cells (
    layer text NOT NULL,
    zoom integer NOT NULL,
    features bigint NOT NULL,
    feature_id bigint,
    reaching boolean NOT NULL,
    properties jsonb,
    geom public.geometry(Geometry, 4326) NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_overview_cells_layer ON city_store.overview_cells (layer);
-- One index a zoom: a city seen whole must not walk over the cells of a street.
CREATE INDEX IF NOT EXISTS gx_overview_cells_8 ON city_store.overview_cells USING gist (geom) WHERE zoom = 8;
CREATE INDEX IF NOT EXISTS gx_overview_cells_9 ON city_store.overview_cells USING gist (geom) WHERE zoom = 9;
CREATE INDEX IF NOT EXISTS gx_overview_cells_10 ON city_store.overview_cells USING gist (geom) WHERE zoom = 10;
CREATE INDEX IF NOT EXISTS gx_overview_cells_11 ON city_store.overview_cells USING gist (geom) WHERE zoom = 11;
CREATE INDEX IF NOT EXISTS gx_overview_cells_12 ON city_store.overview_cells USING gist (geom) WHERE zoom = 12;
CREATE INDEX IF NOT EXISTS gx_overview_cells_13 ON city_store.overview_cells USING gist (geom) WHERE zoom = 13;
-- What somebody saw of other times: apart, so that the present need not be picked out from among them.
CREATE UNLOGGED TABLE IF NOT EXISTS city_store.overview_cells_then (LIKE city_store.overview_cells);
CREATE INDEX IF NOT EXISTS ix_overview_cells_then_layer ON city_store.overview_cells_then (layer);
DO $$
BEGIN
    FOR zoom IN 8..13 LOOP
        EXECUTE format('CREATE INDEX IF NOT EXISTS gx_overview_cells_then_%s ON city_store.overview_cells_then'
            ' USING gist (geom) WHERE zoom = %s', zoom, zoom);
    END LOOP;
END $$;
