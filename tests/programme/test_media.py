"""What may be kept as evidence: the bytes decide, the name must agree, and nothing that runs is taken."""

import io
import json
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twin.errors import BadFileError, TooLargeError, TwinError, UnsupportedMediaError
from twin.programme.media import LARGEST, MEDIA_TYPES, Kind, clean_name, recognise

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(13)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(16)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(16)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00mp41mp42" + bytes(16)
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
HTML = b"\xef\xbb\xbf  <!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(60)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
GEOJSON = json.dumps({"type": "Point", "coordinates": [105.79, 21.01]}).encode()
CSV = "Nhiệm vụ;Tiến độ\nTăng cường PCCC;70%\n".encode()
TEXT = "Biên bản kiểm tra ngõ 99 Hoa Bằng.\n".encode()

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pack(members: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def word(members: Mapping[str, bytes] | None = None, main: str = WORD) -> bytes:
    listed = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return pack({"[Content_Types].xml": listed, "word/document.xml": "<w/>", **(members or {})})


def workbook() -> bytes:
    packed = io.BytesIO()
    openpyxl.Workbook().save(packed)
    return packed.getvalue()


DOCX, XLSX, ZIP = word(), workbook(), pack({"a.txt": "a"})
ODT = pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})
SAMPLES: dict[Kind, tuple[bytes, tuple[str, ...]]] = {
    "pdf": (PDF, ("pdf",)),
    "png": (PNG, ("png",)),
    "jpeg": (JPEG, ("jpg", "JPEG")),
    "webp": (WEBP, ("webp",)),
    "heic": (HEIC, ("heic", "heif")),
    "docx": (DOCX, ("docx",)),
    "xlsx": (XLSX, ("xlsx",)),
    "odt": (ODT, ("odt",)),
    "geojson": (GEOJSON, ("geojson", "json")),
    "csv": (CSV, ("csv",)),
    "text": (TEXT, ("txt",)),
}
NAMED = [(kind, suffix) for kind, (_, suffixes) in SAMPLES.items() for suffix in suffixes]


@pytest.mark.parametrize(("kind", "suffix"), NAMED)
def test_every_kind_is_known_by_its_bytes(kind: Kind, suffix: str) -> None:
    content = SAMPLES[kind][0]
    found = recognise(f"Minh chứng quý III.{suffix}", content)
    assert (found.media_type, found.size) == (MEDIA_TYPES[kind], len(content))


AS_TEXT = {"geojson", "csv", "text"}
CROSSED = [
    (inside, outside)
    for inside in SAMPLES
    for outside in SAMPLES
    # Any text may be called .txt, and a table may be called nothing but what it is.
    if inside != outside and not (inside in AS_TEXT and outside == "text")
]


@pytest.mark.parametrize(("inside", "outside"), CROSSED)
def test_what_is_not_what_its_extension_says_is_refused_in_words(inside: Kind, outside: Kind) -> None:
    suffix = SAMPLES[outside][1][0]
    with pytest.raises(BadFileError, match=rf"\.{suffix}”|says \.{suffix}") as refusal:
        recognise(f"minh-chung.{suffix}", SAMPLES[inside][0])
    assert "minh-chung" in refusal.value.text.vi


RUNNING = {
    "a web page": HTML,
    "an SVG": SVG,
    "a program": EXE,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "an ELF": b"\x7fELF\x02\x01\x01" + bytes(40),
    "macros by their part": word({"word/vbaProject.bin": b"\x01"}),
    "macros by their list": word(main=WORD_WITH_MACROS),
    "a control": word({"word/activeX/activeX1.bin": b"\x01"}),
    "a program inside": word({"word/embeddings/setup.exe": b"\x01"}),
    "a path inside": word({"../../etc/passwd": b"\x01"}),
    "an old Office file": OLD_OFFICE,
    "a PDF with a script": PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript >> /Type"),
    "an archive": ZIP,
}


@pytest.mark.parametrize("suffix", ["pdf", "docx", "png", "txt"])
@pytest.mark.parametrize("content", RUNNING.values(), ids=list(RUNNING))
def test_nothing_that_runs_is_taken_under_any_name(content: bytes, suffix: str) -> None:
    with pytest.raises(UnsupportedMediaError):
        recognise(f"bao-cao.{suffix}", content)


@pytest.mark.parametrize(
    "suffix", ["html", "svg", "exe", "docm", "xlsm", "doc", "zip", "pdf.exe", "pdf.", "gif"]
)
def test_kinds_that_are_no_evidence_are_named(suffix: str) -> None:
    with pytest.raises(UnsupportedMediaError, match="Taken are: pdf, png"):
        recognise(f"bao-cao.{suffix}", PDF)


@pytest.mark.parametrize("case", [case for case in RUNNING if case.startswith("macros")])
def test_macros_are_named_as_what_they_are(case: str) -> None:
    with pytest.raises(UnsupportedMediaError, match="with macros"):
        recognise("bao-cao.docx", RUNNING[case])


NAMES = [
    "../bao-cao.pdf",
    "..\\bao-cao.pdf",
    "C:\\Users\\a.pdf",
    "/etc/a.pdf",
    "a\x00.pdf",
    "a\n.pdf",
    "anh\u202efdp.exe.pdf",
    "a\u200b.pdf",
    ".pdf",
    "",
    "  ",
    "x" * 201 + ".pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(name: str) -> None:
    with pytest.raises(BadFileError, match="cannot be used") as refusal:
        recognise(name, PDF)
    assert "\u202e" not in refusal.value.text.vi


def test_a_name_is_kept_composed_and_trimmed() -> None:
    assert clean_name("  Bie\u0302n ba\u0309n.pdf ") == "Biên bản.pdf"


def test_the_sizes_that_are_taken_end_at_both_sides() -> None:
    with pytest.raises(BadFileError, match="empty"):
        recognise("a.pdf", b"")
    assert recognise("a.pdf", PDF.ljust(LARGEST, b"\n")).size == LARGEST
    with pytest.raises(TooLargeError, match="25 MB"):
        recognise("a.pdf", PDF.ljust(LARGEST + 1, b"\n"))


def test_a_bomb_is_told_by_its_list_and_not_unpacked() -> None:
    """Sixty million zeros pack to 60 kB."""
    with pytest.raises(BadFileError, match="unpacks to 6000"):
        recognise("a.docx", word({"word/media/image1.png": bytes(60_000_000)}))


def test_a_locked_or_damaged_document_is_refused() -> None:
    locked = bytearray(DOCX)
    place = locked.rindex(b"PK\x01\x02")
    locked[place + 8] |= 1
    with pytest.raises(UnsupportedMediaError, match="password"):
        recognise("a.docx", bytes(locked))
    with pytest.raises(BadFileError, match="damaged"):
        recognise("a.docx", DOCX[: len(DOCX) // 2])


TEXTS = {
    "a.geojson": [b"[" * 100_000, b'{"type": "Topology"}', b"[1]", b"{", b"9" * 5_000],
    "a.csv": [b"one column only\n1\n", GEOJSON, b" \n"],
    "a.txt": [
        "Biên bản".encode("utf-16"),
        "Biên bản".encode("cp1258", "replace") + b"\xff",
        b"a\x00b",
        b"a\x1bb",
    ],
    "a.heic": [MP4],
}
BAD_TEXTS = [(name, content) for name, contents in TEXTS.items() for content in contents]


@pytest.mark.parametrize(("name", "content"), BAD_TEXTS)
def test_text_is_unicode_and_is_what_it_says(name: str, content: bytes) -> None:
    with pytest.raises(BadFileError):
        recognise(name, content)


STARTS = [sample for sample, _ in SAMPLES.values()] + list(RUNNING.values())


@given(
    start=st.sampled_from([b"", *STARTS]),
    keep=st.integers(0, 400),
    rest=st.binary(max_size=60),
    kind=st.sampled_from(sorted(SAMPLES)),
)
@example(start=b"MZ", keep=2, rest=b" la mot doan van", kind="text")
@example(start=DOCX, keep=len(DOCX), rest=b"", kind="docx")
def test_any_bytes_are_taken_for_what_they_are_or_refused(
    start: bytes, keep: int, rest: bytes, kind: Kind
) -> None:
    try:
        found = recognise(f"a.{SAMPLES[kind][1][0]}", start[:keep] + rest)
    except TwinError as refusal:
        said = (refusal.text.vi, refusal.text.en)
    else:
        said = (found.media_type, MEDIA_TYPES[kind])
        assert len(set(said)) == 1
    assert all(said)
