-- What must hold of the programme's registers, whoever writes: a record speaks of a task or an indicator that there is,
-- and a task stands where its newest update says.

CREATE OR REPLACE FUNCTION city_store.require_subject() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    missing text;
BEGIN
    IF TG_ARGV[0] = 'task' THEN
        SELECT n.task INTO missing FROM new_rows n
        WHERE NOT EXISTS (SELECT FROM city.programme_tasks t WHERE t.external_id = n.task) LIMIT 1;
    ELSE
        SELECT n.indicator INTO missing FROM new_rows n
        WHERE NOT EXISTS (SELECT FROM city.programme_indicators i WHERE i.external_id = n.indicator) LIMIT 1;
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the programme has no % %', TG_ARGV[0], missing USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

-- The newest update of a task (by its day, then by when it was written) says how the task stands; what it leaves
-- open stays as it was.
CREATE OR REPLACE FUNCTION city_store.follow_updates() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE city.programme_tasks t
    SET status = coalesce(newest.status, t.status),
        percent = CASE WHEN newest.percent IS NOT NULL THEN newest.percent
                       WHEN newest.status = 'done' THEN 100
                       -- Taken up again: how much of it is done is to be said anew.
                       WHEN t.status = 'done' AND newest.status IS NOT NULL THEN NULL
                       ELSE t.percent END
    FROM (SELECT DISTINCT ON (u.task) u.* FROM city.programme_updates u
          WHERE u.task IN (SELECT task FROM new_rows)
          ORDER BY u.task, u.reported_on DESC, u.id DESC) newest
    JOIN new_rows USING (id)
    WHERE t.external_id = newest.task;
    RETURN NULL;
END $$;

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT * FROM (VALUES ('programme_updates', 'task'), ('programme_places', 'task'),
                              ('programme_targets', 'indicator'), ('programme_values', 'indicator')) AS known (name, subject)
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER require_insert AFTER INSERT ON city.%I REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION city_store.require_subject(%L)', one.name, one.subject);
        EXECUTE format('CREATE OR REPLACE TRIGGER require_update AFTER UPDATE ON city.%I REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION city_store.require_subject(%L)', one.name, one.subject);
    END LOOP;
END $$;

CREATE OR REPLACE TRIGGER follow_insert AFTER INSERT ON city.programme_updates REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION city_store.follow_updates();
CREATE OR REPLACE TRIGGER follow_update AFTER UPDATE ON city.programme_updates REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION city_store.follow_updates();

-- What other records still speak of is not deleted, nor called otherwise.
CREATE OR REPLACE FUNCTION city_store.keep_subject() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    spoken_of text;
BEGIN
    IF TG_TABLE_NAME = 'programme_tasks' THEN
        SELECT o.external_id INTO spoken_of FROM old_rows o
        WHERE NOT EXISTS (SELECT FROM city.programme_tasks t WHERE t.external_id = o.external_id)
          AND (EXISTS (SELECT FROM city.programme_updates u WHERE u.task = o.external_id)
               OR EXISTS (SELECT FROM city.programme_places p WHERE p.task = o.external_id)) LIMIT 1;
    ELSE
        SELECT o.external_id INTO spoken_of FROM old_rows o
        WHERE NOT EXISTS (SELECT FROM city.programme_indicators i WHERE i.external_id = o.external_id)
          AND (EXISTS (SELECT FROM city.programme_targets t WHERE t.indicator = o.external_id)
               OR EXISTS (SELECT FROM city.programme_values v WHERE v.indicator = o.external_id)) LIMIT 1;
    END IF;
    IF spoken_of IS NOT NULL THEN
        RAISE EXCEPTION 'other records speak of %', spoken_of USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_tasks', 'programme_indicators'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER keep_deleted AFTER DELETE ON city.%I REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION city_store.keep_subject()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER keep_renamed AFTER UPDATE ON city.%I REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION city_store.keep_subject()', name);
    END LOOP;
END $$;
