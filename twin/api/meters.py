"""What is counted for Prometheus, by route and never by address: few series, however many features there are.

With several processes each keeps its counts in a folder that they share, and whichever is asked adds them up.
"""

import os
from dataclasses import dataclass, field

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from twin.features.watch import Lost, News

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: it must be set before the first process counts anything."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


@dataclass(frozen=True)
class Meters:
    """The counts of one application."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    open_requests: Gauge = field(init=False)
    bodies: Gauge = field(init=False)
    streams: Gauge = field(init=False)
    shed: Counter = field(init=False)
    hears_database: Gauge = field(init=False)

    def __post_init__(self) -> None:
        own = self.registry
        told = {
            "requests": Counter(
                "twin_requests", "Answered requests.", ("method", "route", "status"), registry=own
            ),
            "seconds": Histogram(
                "twin_request_seconds",
                "Seconds to the end of an answer.",
                ("route",),
                buckets=SECONDS,
                registry=own,
            ),
            "open_requests": Gauge(
                "twin_open_requests", "Requests under way.", registry=own, multiprocess_mode="livesum"
            ),
            "bodies": Gauge(
                "twin_bodies_awaited",
                "Requests whose body is still on its way.",
                registry=own,
                multiprocess_mode="livesum",
            ),
            "streams": Gauge(
                "twin_streams", "Open event streams.", registry=own, multiprocess_mode="livesum"
            ),
            "shed": Counter("twin_shed_requests", "Requests refused under overload.", registry=own),
            "hears_database": Gauge(
                "twin_hears_database",
                "1 while changes are heard from the database.",
                registry=own,
                multiprocess_mode="livemin",
            ),
        }
        for name, meter in told.items():
            object.__setattr__(self, name, meter)

    def hear(self, news: News) -> None:
        """Note whether the database is heard."""
        self.hears_database.set(0 if isinstance(news, Lost) else 1)

    def told(self) -> tuple[bytes, str]:
        """Return all counts of all processes in Prometheus' text format, and its media type."""
        registry = self.registry
        if SHARED_FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
