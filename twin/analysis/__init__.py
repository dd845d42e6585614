"""Arithmetic on shapes and arrays: no database, no users, no words. Shapes are in metres, in the metric CRS."""
