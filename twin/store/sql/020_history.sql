-- What must hold whoever writes: the row that a change would lose is kept, the layer's version grows, and
-- listeners hear of it. Statement triggers with transition tables, since a trigger a row costs four times as much.

-- The setting is anybody's to make, so that it counts only for whoever may alter the twin's own tables anyway.
CREATE OR REPLACE FUNCTION city_store.may_write_past() RETURNS boolean
LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN coalesce(current_setting('twin.writes_past', true), '') = 'on'
               THEN has_schema_privilege(session_user, 'city_store', 'CREATE') ELSE false END $$;

-- Stamps a changed row. Attached with WHEN (OLD.* IS DISTINCT FROM NEW.*).
CREATE OR REPLACE FUNCTION city_store.stamp() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id IS DISTINCT FROM OLD.id THEN
        RAISE EXCEPTION 'the id of a feature never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF city_store.may_write_past() THEN
        RETURN NEW;
    END IF;
    -- now() keeps one transaction one moment. A row that somebody changed after this transaction began
    -- (or that this transaction changed before) takes the clock, so that no state is ever without a span.
    NEW.updated_at := CASE WHEN OLD.updated_at < now() THEN now() ELSE clock_timestamp() END;
    NEW.updated_by := city_store.asking_user();
    RETURN NEW;
END $$;

-- Drops an update that would change nothing, so that it leaves no history and no new version.
CREATE OR REPLACE FUNCTION city_store.skip() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION city_store.announce(layer_id text, verb text, changed_ids bigint[], changed bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    new_version bigint;
BEGIN
    INSERT INTO city_store.layer_versions AS known (layer, version, changed_at) VALUES (layer_id, 1, now())
    ON CONFLICT (layer) DO UPDATE SET version = known.version + 1, changed_at = now()
    RETURNING version INTO new_version;
    PERFORM pg_notify('twin_changes', json_build_object(
        'layer', layer_id, 'verb', verb, 'count', changed, 'version', new_version,
        -- A payload holds 8,000 bytes: longer lists are left to the listener's next look.
        'ids', CASE WHEN changed <= 200 THEN to_json(changed_ids) END)::text);
END $$;

-- The history table's feature columns, quoted and in order, for an INSERT by name.
CREATE OR REPLACE FUNCTION city_store.shared_columns(history_table regclass, prefix text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(prefix || quote_ident(attname), ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = history_table AND attnum > 0 AND NOT attisdropped
      AND attname NOT IN ('history_id', 'change', 'recorded_to', 'changed_by')
$$;

-- A feature says which import it came from, and that import is on record.
CREATE OR REPLACE FUNCTION city_store.require_imports(import_ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(import_ids) AS given (id)
               WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM city_store.imports i WHERE i.id = given.id)) THEN
        RAISE EXCEPTION 'a feature names an import that is not on record' USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;

-- Arguments of the triggers below: layer id, history table. They run as their owner: who writes a feature may neither
-- write history nor choose a version.
CREATE OR REPLACE FUNCTION city_store.after_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ids bigint[];
    total bigint;
    is_chosen boolean;
    lowest bigint;
    highest bigint;
BEGIN
    -- The rows of a bulk import lie on disk: they are read once.
    SELECT count(*), bool_or(updated_at <> now()), min(import_id), max(import_id)
    INTO total, is_chosen, lowest, highest FROM new_rows;
    IF total = 0 THEN
        RETURN NULL;
    END IF;
    IF is_chosen AND NOT city_store.may_write_past() THEN
        RAISE EXCEPTION 'updated_at is the moment of writing and cannot be chosen'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM city_store.require_imports(CASE WHEN lowest IS NOT DISTINCT FROM highest THEN ARRAY[lowest]
                                            ELSE ARRAY(SELECT DISTINCT import_id FROM new_rows) END);
    IF total <= 200 THEN
        SELECT array_agg(id ORDER BY id) INTO ids FROM new_rows;
    END IF;
    PERFORM city_store.announce(TG_ARGV[0], 'insert', ids, total);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION city_store.after_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ids bigint[];
    total bigint;
BEGIN
    SELECT count(*) INTO total FROM new_rows;
    IF total = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM city_store.require_imports(ARRAY(SELECT DISTINCT import_id FROM new_rows));
    EXECUTE format(
        'INSERT INTO %s (change, recorded_to, changed_by, %s)
         SELECT ''update'', n.updated_at, n.updated_by, %s
         FROM old_rows o JOIN new_rows n USING (id)',
        TG_ARGV[1], city_store.shared_columns(TG_ARGV[1]::regclass, ''),
        city_store.shared_columns(TG_ARGV[1]::regclass, 'o.'));
    IF total <= 200 THEN
        SELECT array_agg(id ORDER BY id) INTO ids FROM new_rows;
    END IF;
    PERFORM city_store.announce(TG_ARGV[0], 'update', ids, total);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION city_store.after_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ids bigint[];
    total bigint;
BEGIN
    SELECT count(*) INTO total FROM old_rows;
    IF total = 0 THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'INSERT INTO %s (change, recorded_to, changed_by, %s)
         SELECT ''delete'', CASE WHEN o.updated_at < now() THEN now() ELSE clock_timestamp() END,
                city_store.asking_user(), %s FROM old_rows o',
        TG_ARGV[1], city_store.shared_columns(TG_ARGV[1]::regclass, ''),
        city_store.shared_columns(TG_ARGV[1]::regclass, 'o.'));
    IF total <= 200 THEN
        SELECT array_agg(id ORDER BY id) INTO ids FROM old_rows;
    END IF;
    PERFORM city_store.announce(TG_ARGV[0], 'delete', ids, total);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION city_store.before_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO %s (change, recorded_to, changed_by, %s)
         SELECT ''delete'', CASE WHEN o.updated_at < now() THEN now() ELSE clock_timestamp() END,
                city_store.asking_user(), %s FROM %I.%I o',
        TG_ARGV[1], city_store.shared_columns(TG_ARGV[1]::regclass, ''),
        city_store.shared_columns(TG_ARGV[1]::regclass, 'o.'), TG_TABLE_SCHEMA, TG_TABLE_NAME);
    PERFORM city_store.announce(TG_ARGV[0], 'delete', NULL, -1);
    RETURN NULL;
END $$;

-- History is append-only; only the demonstration's loader writes a past.
CREATE OR REPLACE FUNCTION city_store.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF city_store.may_write_past() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'history is only ever added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Attaches all of the above to one layer. Safe to repeat.
CREATE OR REPLACE FUNCTION city_store.guard_layer(layer_id text, features regclass, history regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    arguments text := format('%L, %L', layer_id, history::text);
BEGIN
    INSERT INTO city_store.layer_versions (layer) VALUES (layer_id) ON CONFLICT DO NOTHING;
    EXECUTE format('CREATE OR REPLACE TRIGGER a_skip BEFORE UPDATE ON %s FOR EACH ROW
        WHEN (OLD.* IS NOT DISTINCT FROM NEW.*) EXECUTE FUNCTION city_store.skip()', features);
    EXECUTE format('CREATE OR REPLACE TRIGGER b_stamp BEFORE UPDATE ON %s FOR EACH ROW
        EXECUTE FUNCTION city_store.stamp()', features);
    EXECUTE format('CREATE OR REPLACE TRIGGER keep_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION city_store.after_insert(%s)', features, arguments);
    EXECUTE format('CREATE OR REPLACE TRIGGER keep_update AFTER UPDATE ON %s
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION city_store.after_update(%s)', features, arguments);
    EXECUTE format('CREATE OR REPLACE TRIGGER keep_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION city_store.after_delete(%s)', features, arguments);
    EXECUTE format('CREATE OR REPLACE TRIGGER keep_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION city_store.before_truncate(%s)', features, arguments);
    EXECUTE format('CREATE OR REPLACE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION city_store.refuse_change()', history);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'twin_api') THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO twin_api', features);
        EXECUTE format('GRANT SELECT ON %s TO twin_api', history);
    END IF;
END $$;
