"""The action programme: its registers read and written, how it stands, its files."""

from fastapi import FastAPI

from twin.api.programme import lists, records, writing


def register(app: FastAPI) -> None:
    """Add the doors."""
    for room in (records, writing, lists):
        room.register(app)
