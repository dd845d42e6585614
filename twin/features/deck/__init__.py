"""The layers on one pydeck map: in a notebook, or as a page that needs no network."""
