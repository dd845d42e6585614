-- A job and its place in the queue are one thing, whoever writes: who adds a job queues it, who dismisses it takes it
-- out or has it stopped. The queue (city_queue, procrastinate's) is nobody's to touch but its owner's and these functions'.

CREATE OR REPLACE FUNCTION city_store.place_in_queue(job_id uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = city_queue, pg_catalog, pg_temp AS
$$ SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
    'jobs', 'run_job', 0, NULL, NULL, jsonb_build_object('job_id', job_id), NULL)::procrastinate_job_to_defer_v1])) $$;
REVOKE EXECUTE ON FUNCTION city_store.place_in_queue(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION city_store.queue_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.queue_id := city_store.place_in_queue(NEW.id);
    RETURN NEW;
END $$;

-- One notice a change: open pages follow a job by it, and waiters hear its end.
CREATE OR REPLACE FUNCTION city_store.announce_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('twin_jobs', json_build_object('id', NEW.id, 'kind', NEW.kind, 'what', NEW.what, 'who', NEW.who,
        'state', NEW.state, 'progress', NEW.progress, 'doing', NEW.doing, 'result', NEW.result)::text);
    RETURN NULL;
END $$;

-- Stops what waits or runs; of what is at its end, forgets the result's place. Tells whether there is such a job.
CREATE OR REPLACE FUNCTION city_store.dismiss_job(job_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = city_queue, pg_catalog, pg_temp AS $$
DECLARE
    was record;
BEGIN
    SELECT state, queue_id INTO was FROM city_store.jobs WHERE id = job_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF was.state IN ('accepted', 'running') THEN
        PERFORM procrastinate_cancel_job_v1(was.queue_id, true, true);
    END IF;
    UPDATE city_store.jobs SET state = 'dismissed', result = NULL, doing = NULL, error = NULL,
        finished_at = coalesce(finished_at, now()), updated_at = now() WHERE id = job_id AND state <> 'dismissed';
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION city_store.dismiss_job(uuid) FROM PUBLIC;

-- Jobs whose worker is gone, or that have lost their place in the queue, are queued anew; after so many attempts they
-- fail with the words that are given. procrastinate itself leaves the first 'doing' for ever (its issue 1518).
CREATE OR REPLACE FUNCTION city_store.reap_jobs(lost interval, most integer, words jsonb) RETURNS SETOF uuid
LANGUAGE plpgsql SET search_path = city_queue, pg_catalog, pg_temp AS $$
DECLARE
    job record;
BEGIN
    FOR job IN
        SELECT jobs.id, jobs.attempts, jobs.queue_id FROM city_store.jobs
        LEFT JOIN procrastinate_jobs AS queued ON queued.id = jobs.queue_id AND queued.status IN ('todo', 'doing')
        LEFT JOIN procrastinate_workers AS worker ON worker.id = queued.worker_id
        WHERE jobs.state IN ('accepted', 'running') AND (queued.id IS NULL
            OR queued.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - lost))
        FOR UPDATE OF jobs SKIP LOCKED
    LOOP
        DELETE FROM procrastinate_jobs WHERE id = job.queue_id;
        IF job.attempts < most THEN
            UPDATE city_store.jobs SET state = 'accepted', progress = NULL, doing = NULL, updated_at = now(),
                queue_id = city_store.place_in_queue(job.id) WHERE id = job.id;
        ELSE
            UPDATE city_store.jobs SET state = 'failed', doing = NULL, error = words, finished_at = now(),
                updated_at = now() WHERE id = job.id;
        END IF;
        RETURN NEXT job.id;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION city_store.reap_jobs(interval, integer, jsonb) FROM PUBLIC;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'jobs_state') THEN
        ALTER TABLE city_store.jobs
            ADD CONSTRAINT jobs_state CHECK (state IN ('accepted', 'running', 'successful', 'failed', 'dismissed')),
            ADD CONSTRAINT jobs_progress CHECK (progress BETWEEN 0 AND 100);
        ALTER TABLE city_store.schedules
            ADD CONSTRAINT schedules_every CHECK (every IN ('day', 'week', 'month', 'quarter')),
            ADD CONSTRAINT schedules_hour CHECK (hour BETWEEN 0 AND 23),
            ADD CONSTRAINT schedules_minute CHECK (minute BETWEEN 0 AND 59);
    END IF;
END $$;

DROP TRIGGER IF EXISTS queue_job ON city_store.jobs;
CREATE TRIGGER queue_job BEFORE INSERT ON city_store.jobs FOR EACH ROW EXECUTE FUNCTION city_store.queue_job();
DROP TRIGGER IF EXISTS announce_job ON city_store.jobs;
CREATE TRIGGER announce_job AFTER INSERT OR UPDATE ON city_store.jobs
    FOR EACH ROW EXECUTE FUNCTION city_store.announce_job();

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'twin_api') THEN
        RETURN;
    END IF;
    GRANT SELECT ON city_store.jobs, city_store.schedules TO twin_api;
    GRANT INSERT (kind, what, inputs, asked, who, roles) ON city_store.jobs TO twin_api;
    GRANT EXECUTE ON FUNCTION city_store.dismiss_job(uuid) TO twin_api;
    GRANT INSERT (name, kind, what, inputs, every, day, hour, minute, who, roles, active, next_run) ON city_store.schedules
        TO twin_api;
    GRANT UPDATE (active, next_run, updated_at) ON city_store.schedules TO twin_api;
    GRANT DELETE ON city_store.schedules TO twin_api;
END $$;
