"""Takes the picture of the map that the README shows, from a running demonstration.

    .venv/bin/python docs/picture.py [http://127.0.0.1:8000]

Writes `docs/images/map.png`, 1400 x 900 pixels in 256 colours: a map has few, and the file is a third of the size.
"""

import struct
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, sync_playwright
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PATIENCE_MS = 240_000
SIZE = (1400, 900)
TARGET = Path(__file__).parent / "images/map.png"
ADDRESS = "http://127.0.0.1:8000"
VIEW = {"center": [105.7938, 21.0186], "zoom": 15.6}
FOUND = "ngo 130 trung kinh"
"""Typed into the search box as most people would: without marks."""
IDLE = """() => new Promise((done) => {
  window.twin.map.once("idle", () => done(true));
  window.twin.map.triggerRepaint();
})"""
COLOURS = 256

Pixels = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.intp]
Places = npt.NDArray[np.intp]


def _open_feature(page: Page) -> None:
    page.get_by_role("combobox").fill(FOUND)
    page.get_by_role("option").first.click()
    page.wait_for_selector("section dl dd")
    page.evaluate("(view) => window.twin.map.jumpTo(view)", VIEW)
    page.mouse.move(5, SIZE[1] - 5)
    page.evaluate(IDLE)


def take_picture(address: str) -> bytes:
    """Return the map as a PNG: the demonstration's first layers and one feature in words."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/#lang=vi")
        page.wait_for_selector("[data-map-ready=true]")
        _open_feature(page)
        picture = page.screenshot()
        browser.close()
    return picture


def _read_pixels(picture: bytes) -> Pixels:
    warnings.simplefilter("ignore", NotGeoreferencedWarning)
    with MemoryFile(picture) as file, file.open() as opened:  # type: ignore[no-untyped-call]
        bands: Pixels = opened.read()[:3]
    return np.moveaxis(bands, 0, -1)


def _split(colours: Pixels, counts: Counts) -> list[Places]:
    """Cut the cloud of colours in two where its pixels are halved, the longest side first, until there are enough."""
    boxes = [np.arange(len(colours))]
    while len(boxes) < COLOURS:
        spreads = [np.ptp(colours[box], axis=0).max() * counts[box].sum() ** 0.5 for box in boxes]
        box = boxes.pop(int(np.argmax(spreads)))
        side = int(np.argmax(np.ptp(colours[box], axis=0)))
        box = box[np.argsort(colours[box, side], kind="stable")]
        weights = np.cumsum(counts[box])
        half = int(np.clip(np.searchsorted(weights, weights[-1] / 2), 1, len(box) - 1))
        boxes += [box[:half], box[half:]]
    return boxes


def _reduce(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Return a palette and each pixel's place in it. A box of colours is drawn in its commonest one."""
    colours, places, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    palette = np.zeros((COLOURS, 3), np.uint8)
    chosen = np.zeros(len(colours), np.uint8)
    for number, box in enumerate(_split(colours, counts)):
        palette[number] = colours[box[np.argmax(counts[box])]]
        chosen[box] = number
    return palette, chosen[places.reshape(-1)].reshape(pixels.shape[:2])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def write_small(picture: bytes) -> bytes:
    """Return a PNG with no more than 256 colours."""
    palette, places = _reduce(_read_pixels(picture))
    height, width = places.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), places])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette.tobytes()), (b"IDAT", zlib.compress(rows.tobytes(), 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b"")))


def main() -> None:
    address = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ADDRESS
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(write_small(take_picture(address)))


if __name__ == "__main__":
    main()
