"""Pages of other servers that may use the API from a browser (CORS)."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

SENT = (
    "Authorization",
    "Content-Crs",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
    "X-Request-Id",
)
TOLD = ("Allow", "Content-Crs", "ETag", "Link", "Location", "Preference-Applied", "Retry-After", "X-Request-Id")  # fmt: skip
KEPT_SECONDS = 3600


def allow_browsers(app: FastAPI, origins: list[str]) -> None:
    """Let pages of these origins ask and write; tokens are sent by them, never cookies."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=SENT,
        expose_headers=TOLD,
        max_age=KEPT_SECONDS,
    )
