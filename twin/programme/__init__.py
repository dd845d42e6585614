"""The action programme: what was promised, by whom and by when, where it stands, what is measured of it."""
