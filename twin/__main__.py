"""Run as `python -m twin`: the same as the command `twin`, wherever the folder was moved to."""

from twin.cli import main

main()
