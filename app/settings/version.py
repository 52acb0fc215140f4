"""Which version this is."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def own_version() -> str:
    """Return the version: of the installed distribution, or as the checkout states it."""
    try:
        return version("safelight")
    except PackageNotFoundError:
        stated = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(stated.read_text(encoding="utf-8"))["project"]["version"])
