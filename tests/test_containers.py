"""The container files, held to what they must say: no container engine runs where the tests do."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from setup.debian import needs_of

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docker-compose.yml"
ENVIRONMENT = os.environ | {"TWIN_DATABASE_PASSWORD": "only-for-this-test"}
STAGE = re.compile(r"^FROM (?P<image>\S+)(?: AS (?P<name>\w+))?$", re.MULTILINE)


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def last_stage() -> str:
    return dockerfile()[[found.start() for found in STAGE.finditer(dockerfile())][-1] :]


def instruction(name: str) -> list[str]:
    """Return the arguments of an instruction in its JSON form, from the last stage."""
    [found] = re.findall(rf"^{name} (\[.*\])$", last_stage(), re.MULTILINE)
    return list(json.loads(found))


def finish(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT | more, capture_output=True, text=True, check=False, timeout=120
    )


def has_compose() -> bool:
    return shutil.which("docker") is not None and finish("docker", "compose", "version").returncode == 0


def test_compose_has_the_database_the_worker_and_the_server_and_a_cluster_for_whoever_asks() -> None:
    asked_for = {name for name, service in services().items() if service.get("profiles") == ["dask"]}
    assert set(services()) - asked_for == {"db", "migrate", "worker", "api"}
    assert asked_for == {"scheduler", "dask-worker"}


@pytest.mark.parametrize("name", ["scheduler", "dask-worker"])
def test_the_cluster_runs_programs_that_there_are(name: str) -> None:
    service = services()[name]
    options = [one for one in service["command"] if one.startswith("--")]
    said = finish(sys.executable, *service["entrypoint"][1:], "--help").stdout
    assert options
    assert all(option in said for option in options)


@pytest.mark.parametrize("name", sorted(services()))
def test_a_service_is_confined(name: str) -> None:
    service = services()[name]
    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged", False)


@pytest.mark.parametrize("name", sorted(services()))
def test_a_service_says_whether_it_is_well(name: str) -> None:
    service = services()[name]
    if service["restart"] == "on-failure":
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", sorted(services()))
def test_a_service_keeps_its_data_in_declared_volumes(name: str) -> None:
    declared = yaml.safe_load(COMPOSE.read_text())["volumes"]
    used = [volume.split(":")[0] for volume in services()[name]["volumes"]]
    assert used
    assert set(used) <= set(declared)


def test_only_the_server_is_reached_from_outside_and_only_from_this_machine() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["api"]
    assert services()["api"]["ports"] == ["${TWIN_PUBLISH:-127.0.0.1:8000}:8000"]


def test_the_server_and_the_worker_wait_for_the_tables_and_they_for_the_database() -> None:
    for name in ("api", "worker"):
        assert services()[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services()["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_the_worker_is_a_service_of_its_own() -> None:
    assert {
        service["environment"]["TWIN_WITH_WORKER"] for name, service in services().items() if name != "db"
    } == {"false"}


def test_no_password_stands_in_the_file() -> None:
    text = COMPOSE.read_text()
    assert text.count("TWIN_DATABASE_PASSWORD:?") == 2
    assert not re.search(r"PASSWORD: +[^$\s]", text)


@pytest.mark.parametrize("name", ["migrate", "worker", "api"])
def test_a_service_runs_a_command_that_there_is(name: str) -> None:
    assert instruction("ENTRYPOINT") == ["python", "-m", "twin"]
    done = finish(sys.executable, "-m", "twin", *services()[name]["command"], "--help")
    assert done.returncode == 0, done.stderr


def test_the_image_serves_by_default_as_nobody_in_particular() -> None:
    assert instruction("CMD") == services()["api"]["command"]
    [user] = re.findall(r"^USER (\w+)$", last_stage(), re.MULTILINE)
    [uid] = re.findall(rf"useradd --uid (\d+) .* {user}\b", last_stage())
    assert services()["api"]["user"].split(":")[0] == uid


def test_the_image_is_built_in_stages_and_keeps_no_tool() -> None:
    stages = [found["name"] for found in STAGE.finditer(dockerfile())]
    assert stages == ["viewer", "packages", None]
    for tool in ("npm", "uv sync", "pip install"):
        assert tool not in last_stage()


def test_the_image_has_what_the_set_up_installs_for_documents(tmp_path: Path) -> None:
    [installed] = re.findall(
        r"apt-get install .*-recommends (.*?) && rm -rf /var/lib/apt/lists", last_stage()
    )
    needed = {need.package for need in needs_of("demo", tmp_path, with_uv=True)}
    assert set(installed.split()) == needed - {"ca-certificates", "postgresql"}


def test_what_is_copied_is_there_and_not_ignored() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        source
        for arguments in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE)
        for source in arguments.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(source.rstrip("/") == kept or source.startswith(f"{kept}/") for kept in allowed), source


def test_the_python_of_the_image_is_the_one_of_the_tests() -> None:
    wanted = (ROOT / ".python-version").read_text().strip()
    images = {found["image"] for found in STAGE.finditer(dockerfile()) if found["image"].startswith("python")}
    assert images == {f"python:{wanted}-slim-bookworm"}


def test_the_entry_refuses_a_wrong_database_with_a_sentence(tmp_path: Path) -> None:
    """What `docker compose logs migrate` would show."""
    command = [sys.executable, "-m", "twin", *services()["migrate"]["command"]]
    done = finish(*command, TWIN_DATABASE_URL="postgresql://twin:x@127.0.0.1:1/twin", TWIN_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr


@pytest.mark.skipif(not has_compose(), reason="this machine's docker client has no compose")
def test_compose_itself_takes_the_file() -> None:
    done = finish("docker", "compose", "--file", str(COMPOSE), "config", "--quiet")
    assert done.returncode == 0, done.stderr
