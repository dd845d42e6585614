"""One module a family of formats: each takes what is going out and a path, and says what it could not keep."""
