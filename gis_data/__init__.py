"""The demonstration ward, made by the project itself: illustrative, seeded, the same bytes each time."""

from gis_data.ward import WardManifest, build_ward

__all__ = ["WardManifest", "build_ward"]
