"""What the ward has: one file a layer. The groups below are the headings of the layer list."""

from functools import cache

from twin.shelf import load_shelf
from twin.vocabulary import Layer, LayerGroup, Text

GROUPS = (
    LayerGroup(id="focus", title=Text(vi="Trọng tâm điều hành", en="What the ward steers by")),
    LayerGroup(id="ground", title=Text(vi="Nền và địa giới", en="Ground and boundaries")),
    LayerGroup(id="transport", title=Text(vi="Giao thông", en="Transport")),
    LayerGroup(id="water", title=Text(vi="Thoát nước và mặt nước", en="Drainage and water")),
    LayerGroup(id="society", title=Text(vi="Văn hóa - xã hội", en="Culture and society")),
    LayerGroup(id="economy", title=Text(vi="Kinh tế và dự án", en="Economy and projects")),
    LayerGroup(id="order", title=Text(vi="Trật tự, môi trường", en="Order and environment")),
    LayerGroup(id="programme", title=Text(vi="Chương trình hành động", en="The action programme")),
    LayerGroup(id="added", title=Text(vi="Lớp do cán bộ thêm", en="Layers added by staff")),
)


@cache
def built_in_layers() -> dict[str, Layer]:
    """Return every layer of this folder by id."""
    return load_shelf(__name__, "LAYER", Layer)
