"""The city in PostGIS: tables derived from layers, history, versions and the run-time layers."""
