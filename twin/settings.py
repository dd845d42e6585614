"""Every setting of the twin, read from the environment (prefix `TWIN_`) when a program starts."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Built once by the command line or by `create_app`, and handed down; never read at import."""

    model_config = SettingsConfigDict(env_prefix="TWIN_", frozen=True)

    database_url: SecretStr | None = None
    """Any PostGIS 3.3 or newer; unset: a private server under `home`."""
    api_database_url: SecretStr | None = None
    """The same database, opened by the web server's own role; unset: by the role of `database_url`."""
    home: Path = Path(".twin")
    """Where the private server, the demonstration's files and the printed token's database live."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    longest_run_seconds: Annotated[int, Field(ge=1, le=3_600)] = 60
    """So long a report may take while its asker waits; what takes longer is asked for as a job."""
    jobs_at_once: Annotated[int, Field(ge=1, le=16)] = 2
    """What one worker does at the same time, each in a process of its own."""
    jobs_nice: Annotated[int, Field(ge=0, le=19)] = 10
    """How far jobs stand back behind what people wait for, in the system's own count."""
    with_worker: bool = True
    """Whether `twin serve` and `twin demo` start a worker of their own."""
    public_reading: bool = True
    """Whether somebody who is not signed in may read."""
    require_if_match: bool = True
    """Whether replacing and deleting a feature must name the version that is meant. QGIS names none."""
    most_body_bytes: Annotated[int, Field(ge=1_000)] = 10 * 2**20
    """A request that carries more is refused before it is read."""
    most_requests: Annotated[int, Field(ge=1)] = 256
    """Requests that one process takes on at once; who comes then is told to come again."""
    most_streams: Annotated[int, Field(ge=1)] = 1_000
    """Event streams of one process."""
    tile_cache_mib: Annotated[int, Field(ge=0)] = 128
    """Memory of one process for tiles that were made before; 0: each is made anew."""
    metrics_token: SecretStr | None = None
    """What whoever reads `/metrics` shows as a bearer token; unset: this machine reads it, and nobody else."""
    log_format: Literal["text", "json"] = "text"
    log_requests: bool = False
    """Whether each request leaves a line in the log."""
    public_url: str | None = None
    """The address that people use, where it is not this server's own: links are built on it."""
    allowed_hosts: str | None = None
    """Further names (separated by spaces; * for any) that this server may be called by in links."""
    cors_origins: str | None = None
    """Origins (separated by spaces) whose pages may use the API from a browser; * for all."""
    results_days: Annotated[int, Field(ge=1)] = 30
    """A report's result that nobody gave a name is kept so many days."""
    dask: str | None = None
    """The scheduler (tcp://host:port) among whose workers city-wide reports are shared out; unset: this process does all."""
    ward_code: str = "00175"
    ward_name: str = "Yên Hòa"
    metric_srid: int = 5897
    """Lengths, areas and distances are computed here (VN-2000 / TM-3 zone 482 for Hà Nội)."""
    sample_data: Path | None = None
    """Real files outside the repository, for the tests that try them."""
