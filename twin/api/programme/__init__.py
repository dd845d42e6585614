"""The action programme: its registers read and written, how it stands, its files."""

from fastapi import FastAPI

from twin.api.programme import evidence, figures, filing, lists, measuring, records, sheets, writing
from twin.api.programme.board import Board


def register(app: FastAPI) -> None:
    """Add the doors."""
    app.state.board = Board()
    for room in (figures, measuring, filing, sheets, evidence, records, writing, lists):
        room.register(app)
