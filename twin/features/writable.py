"""Whether a layer may be written: what is derived from others is not, whoever asks."""

from twin.access import LayerThing, User, may, require
from twin.errors import ForbiddenError
from twin.vocabulary import Layer


def may_write(user: User, layer: Layer) -> bool:
    """Tell whether the user may change features of the layer."""
    return not layer.derived and may(user, "write", LayerThing(layer.id))


def require_writable(user: User, layer: Layer) -> None:
    """Raise UnauthenticatedError or ForbiddenError unless the user may change features of the layer."""
    require(user, "write", LayerThing(layer.id))
    require_original(layer)


def require_original(layer: Layer) -> None:
    """Raise ForbiddenError for a layer that is derived from others: a change would be gone with the next one of theirs."""
    if layer.derived:
        raise ForbiddenError(
            vi=f"Lớp «{layer.id}» do hệ thống tính ra từ các lớp khác: hãy sửa ở lớp gốc.",
            en=f"The layer “{layer.id}” is worked out from other layers: change it there.",
        )
