"""New tanks on the demonstration ward: the best five places, the curve up to them, and the fewest for all.

    python benchmarks/siting.py [--places N] [--folder DIR] [--write]

Buildings weigh their ground area. Of buildings that no hose surely reaches, every one counts; candidates stand every
25 m and every 10 m along streets and alleys. Each answer must be proven to be the best.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
from fire import HOSE, RULE
from fire_places import Place, read_ward
from tables import describe_machine, put_into_readme

from gis_data import build_ward
from twin.analysis.certainty import Truth
from twin.analysis.fire.coverage import Sources, cover
from twin.analysis.fire.helping import promise
from twin.analysis.fire.streets import lay_streets
from twin.analysis.network.spots import snap, space_out
from twin.analysis.siting import site_all, trace_gain

SPACINGS = (25.0, 10.0)
MOST_SECONDS = 10.0


def measure(place: Place, places: int, spacing: float) -> str:
    begun = time.monotonic()
    streets = lay_streets(place.ways, RULE)
    homes = snap(streets.network, place.homes)
    covered = cover(streets, homes, Sources(snap(streets.network, place.water), place.working), HOSE)
    needs = np.flatnonzero(~covered.judgement.are(Truth.YES))
    candidates = space_out(streets.network, spacing)
    served = promise(streets, candidates, homes[needs], HOSE)
    curve = trace_gain(served, shapely.area(place.homes[needs]), places)
    seconds = time.monotonic() - begun
    fewest = site_all(served)
    if not all(one.proven for one in (*curve, fewest.siting)):
        raise SystemExit("not proven")
    reached = "yes" if seconds <= MOST_SECONDS else "**no**"
    return (
        f"| {spacing:g} m | {len(candidates):,} | {len(needs):,} | {seconds:.2f} "
        f"| under {MOST_SECONDS:g} s, proven ({reached}) | {len(fewest.siting.chosen)} | {time.monotonic() - begun:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="for the ward's files; those that stand there are taken")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twin-bench-") as name:
        folder = asked.folder or Path(name)
        if not (folder / "buildings.parquet").exists():
            build_ward(folder, lambda *_: None)
        place = read_ward(folder)
    rows = [measure(place, asked.places, spacing) for spacing in SPACINGS]
    head = [
        f"N = {asked.places}; {describe_machine()}.",
        "",
        "| a candidate every | candidates | buildings to cover | the best 1 to N, s | asked | fewest for all that can be covered | with these, s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    text = "\n".join([*head, *rows])
    print(text)
    if asked.write:
        put_into_readme("siting", text)


if __name__ == "__main__":
    main()
