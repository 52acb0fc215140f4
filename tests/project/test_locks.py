"""The lock files: complete, in step with each other, and with no address in them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENT = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)")
REGISTRY = re.compile(r"https?://\S*(pypi|simple|registry|mirror|proxy|index)|--(extra-)?index-url")


def pins(lock: str) -> dict[str, set[str]]:
    """Return the locked versions by name; a name may have one for each range of Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in REQUIREMENT.findall((ROOT / lock).read_text()):
        found.setdefault(normalized(name), set()).add(version)
    return found


def normalized(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_no_address_and_a_hash_for_every_package(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_every_dependency_of_the_project_is_locked():
    assert {normalized(name) for name in project()["dependencies"]} <= set(
        pins("requirements.lock")
    )
    extra = project()["optional-dependencies"]["dev"]
    assert {normalized(name) for name in extra} <= set(pins("requirements-dev.lock"))


def test_the_tests_run_with_the_versions_that_people_get():
    dev = pins("requirements-dev.lock")
    for name, versions in pins("requirements.lock").items():
        assert dev.get(name) == versions, name


def test_the_qt_that_loses_references_is_not_locked():
    assert pins("requirements.lock")["pyside6-essentials"] == {"6.11.3"}


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "run.py", ".ci/run", "requirements.lock", "requirements-dev.lock"]
)
def test_no_file_of_the_set_up_names_a_registry(name):
    assert not REGISTRY.search((ROOT / name).read_text())


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pip.conf", "uv.toml", ".pypirc"])
def test_no_file_that_would_hold_registry_addresses_exists(name):
    assert not (ROOT / name).exists()
