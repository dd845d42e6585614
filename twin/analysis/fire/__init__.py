"""Fire: where an engine can go, how far water is by hose, and what follows for each building.

A stand is any point where an engine can be. The hose goes from the building to the stand, and from the stand to a
working source, both along all streets and alleys (DOMAIN: fire coverage).
"""
