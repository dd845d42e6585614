"""The set-up of a machine: what it installs, what it leaves alone, and how it refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from setup import debian, packages, preparation, viewer
from setup.programs import refusal, run
from setup.screen import Pulse, SetupError, complain

ROOT = Path(__file__).parents[1]


def has_word(words: str, text: str) -> bool:
    return words.casefold() in text.casefold()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("dpkg: error: failed to write: No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("E: Failed to fetch http://x/y.deb  Temporary failure resolving 'x'", "no network"),
        ("npm error network request to https://x failed, reason: getaddrinfo EAI_AGAIN x", "no network"),
        ("error: Request failed after 3 retries\n  Caused by: dns error: failed to lookup", "no network"),
        ("error: invalid peer certificate: UnknownIssuer", "certificate"),
        ("E: Unable to locate package postgresql-15-postgis-3", "lacks a package"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7", "Another program"),
        ("error: failed to create directory `/x`: Permission denied (os error 13)", "cannot be written"),
        ("something else altogether", "the reason is above"),
    ],
)
def test_a_failure_is_given_its_reason(said: str, why: str) -> None:
    error = refusal("npm", ["before", *said.splitlines(), "after"])
    assert has_word(why, error.en)
    assert error.vi != error.en
    assert len(error.said) == 1 or why == "the reason is above"


def test_a_failing_program_leaves_the_line_that_tells_and_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "echo first; echo 'No space left on device' >&2; exit 3"
    with pytest.raises(SetupError, match=r"sh failed\. The disk is full") as refused:
        run(["sh", "-c", script], Pulse(), {}, tmp_path)
    complain(refused.value)
    told, vietnamese, english = capsys.readouterr().err.splitlines()
    assert told == "  | No space left on device"
    assert vietnamese.startswith("Lỗi: ")
    assert english.startswith("Error: ")


def test_a_program_sees_what_it_is_given(tmp_path: Path) -> None:
    run(["sh", "-c", 'test "$GIVEN" = yes && test "$PWD" = "$(pwd)"'], Pulse(), {"GIVEN": "yes"}, tmp_path)


def test_only_what_is_missing_is_asked_of_debian(tmp_path: Path) -> None:
    there = debian.Need("there", lambda: True)
    debian.install_missing([there], tmp_path)


@pytest.mark.skipif(shutil.which("sudo") is not None, reason="this machine has sudo")
def test_without_root_and_sudo_the_command_for_root_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="Ask root to run: apt-get install a-package"):
        debian.install_missing([debian.Need("a-package", lambda: False)], tmp_path)


def test_without_apt_the_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="install these yourself: a-package"):
        debian.install_missing([debian.Need("a-package", lambda: False)], tmp_path)


def test_the_demonstration_needs_no_browser_and_a_given_database_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(goal: str) -> set[str]:
        return {need.package for need in debian.needs_of(goal, tmp_path, with_uv=True)}

    monkeypatch.delenv("TWIN_DATABASE_URL", raising=False)
    documents = {"libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation2"}
    assert named("demo") == {"ca-certificates", "postgresql", *documents}
    assert named("test") - named("demo") == {"libatomic1", "chromium", "gdal-bin", "git"}
    monkeypatch.setenv("TWIN_DATABASE_URL", "postgresql://elsewhere/city")
    assert named("demo") == {"ca-certificates", *documents}
    assert named("test") >= {"postgresql"}


def test_data_of_another_postgresql_asks_for_that_one(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg/PG_VERSION").write_text("3\n")
    needs = {need.package: need for need in debian.needs_of("demo", tmp_path, with_uv=True)}
    assert not needs["postgresql"].is_there()


def test_a_uv_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    uv = programs / "uv"
    uv.write_text("#!/bin/sh\necho 'uv 0.4.0'\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    assert packages.find_uv(tmp_path) is None
    uv.write_text("#!/bin/sh\necho 'uv 99.0.0'\n")
    assert packages.find_uv(tmp_path) == str(uv)


def test_uv_is_pinned_with_a_checksum_for_each_kind_of_machine() -> None:
    lines = [
        line.strip() for line in (ROOT / "setup/uv.txt").read_text().splitlines() if not line.startswith("#")
    ]
    assert lines[0].startswith("uv==")
    assert len([line for line in lines[1:] if line.startswith("--hash=sha256:")]) == 2


def npm_of(root: Path) -> Path:
    """Put a program in npm's place that counts how often it is asked for what."""
    programs = root / ".venv/bin"
    programs.mkdir(parents=True)
    npm = programs / "npm"
    npm.write_text(
        '#!/bin/sh\necho "$1" >> ../asked\nmkdir -p node_modules dist\n[ "$1" = run ] && echo built > dist/index.html\n'
        "exit 0\n"
    )
    npm.chmod(0o755)
    return root / "asked"


def test_the_viewer_is_built_again_only_when_something_changed(tmp_path: Path) -> None:
    asked = npm_of(tmp_path)
    home, sources = tmp_path / ".twin", tmp_path / "viewer"
    home.mkdir()
    (sources / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "src/main.ts"):
        (sources / name).write_text("{}")

    def built() -> list[str]:
        asked.write_text("")
        viewer.build_viewer(tmp_path, home)
        return asked.read_text().split()

    assert built() == ["install", "run"]
    assert built() == []
    (sources / "src/main.ts").write_text("{ }")
    assert built() == ["run"]
    (sources / "package-lock.json").write_text("{  }")
    assert built() == ["install", "run"]
    (sources / "dist/index.html").unlink()
    assert built() == ["run"]


def test_a_full_disk_is_said_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(ROOT)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5 * 2**20))
    assert preparation.main(["demo"]) == 1
    vietnamese, english = capsys.readouterr().err.splitlines()
    assert vietnamese.startswith("Lỗi: Ổ đĩa")
    assert "has 5 MB left" in english


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".twin").write_text("a file where the folder should be")
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    assert preparation.main(["demo"]) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_an_unknown_goal_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-m", "setup", "breakfast"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "setup demo|test" in done.stderr


def test_the_set_up_uses_nothing_but_the_standard_library() -> None:
    """It runs before there is anything else: a bare interpreter must be able to import all of it."""
    names = [path.stem for path in (ROOT / "setup").glob("*.py") if not path.stem.startswith("__")]
    script = "; ".join(f"import setup.{name}" for name in names)
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
