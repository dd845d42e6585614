"""The filters that the guides show can be asked."""

import re

import pytest

from tests.test_docs import GUIDES
from twin.features.cql2 import read_text
from twin.layers import built_in_layers

SHOWN = re.compile(r"^\| `(\w+)` \| `([^`]*[=(<][^`]*|[^`]* IS [^`]*)` \|", re.MULTILINE)


@pytest.mark.parametrize("language", GUIDES)
def test_every_filter_of_a_guide_is_understood(language: str) -> None:
    layers = built_in_layers()
    shown = [
        found for found in SHOWN.findall(GUIDES[language].read_text(encoding="utf8")) if found[0] in layers
    ]
    assert len(shown) == 7
    for layer, asked in shown:
        assert read_text(asked, layers[layer]).shape.size > 1
