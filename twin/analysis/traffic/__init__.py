"""Speeds of stretches of road over time: how much longer a way takes, what is lost, and whether it changed."""
