"""A document for a word processor (DOCX), to be finished by hand and signed."""
