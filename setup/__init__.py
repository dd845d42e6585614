"""Makes a fresh machine ready: Debian's packages, uv, the Python packages, Node and the viewer.

Run as `python3 -m setup demo` or `python3 -m setup test` from the project's folder, with the system's own
Python and nothing but its standard library. Whatever is ready already is left alone.
"""
