"""Python turned into machine code by numba, and kept where there is room for it.

Importing this imports numba, which takes half a second: modules that do are imported where they are needed.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function when it is first called; other threads of Python go on while it runs.

    What was compiled is kept beside the source or in NUMBA_CACHE_DIR; where neither can be written, by this process.
    """
    try:
        kept: Callable[P, R] = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder
        return njit(nogil=True)(function)
    return kept
