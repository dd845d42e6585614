"""The viewer's types are the API's own."""

import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import ROOT, Server

VIEWER = ROOT / "viewer"
NODE = Path(sys.executable).parent / "node"


def test_the_viewers_types_are_what_the_api_says(city: Server) -> None:
    described = city.get("/api/openapi.json")
    written = subprocess.run(
        [NODE, VIEWER / "api-types.mjs"], input=described, capture_output=True, check=True
    ).stdout.decode()
    kept = (VIEWER / "src/api/schema.gen.ts").read_text(encoding="utf8")
    assert written == kept, "write it anew: node api-types.mjs < openapi.json > src/api/schema.gen.ts"
