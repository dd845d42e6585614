"""Two results of one report side by side: what changed, what got better, and where."""

from twin.city.comparing.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
