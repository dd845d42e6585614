"""The action programme: what was promised, where it stands on the ground, and what is measured of it."""
