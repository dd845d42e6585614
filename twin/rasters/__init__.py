"""Numbers for each square of ground, read and written: terrain from files, depths and heights as maps."""
