"""A map as a picture on paper, in the same colours and classes as on the screen."""
