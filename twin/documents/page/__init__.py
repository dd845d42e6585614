"""A document as pages: HTML in the form of the decree, and PDF from it."""
