"""The compiled parts made ready before anybody waits for them."""

import numpy as np

from twin.analysis.surface import Surface
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.flowing import Course, let_flow
from twin.analysis.water.rain import Rain


def prepare() -> None:
    """Compile both models, or find them compiled: ten to twenty seconds once a machine, half a second after that."""
    ground, rain = Surface(np.zeros((2, 2)), 1.0), Rain(1.0, hours=0.01)
    fill_spill_merge(ground, rain)
    let_flow(ground, rain, Course(0.0))
