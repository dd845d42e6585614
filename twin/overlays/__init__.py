"""What is worked out from the programme and the layers, and shown as layers of their own: one file an overlay."""

from functools import cache

from twin.layers import built_in_layers
from twin.shelf import load_shelf
from twin.vocabulary import Layer


@cache
def overlays() -> dict[str, Layer]:
    """Return every overlay of this folder by id."""
    return load_shelf(__name__, "OVERLAY", Layer)


@cache
def served_layers() -> dict[str, Layer]:
    """Return what the twin shows of itself: the layers of the ward, then the overlays."""
    return {**built_in_layers(), **overlays()}
