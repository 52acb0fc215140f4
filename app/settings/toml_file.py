"""Read and write small TOML files: all or nothing, readable by their owner alone."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from app.settings.errors import SettingsFileError


def read(path: Path) -> dict[str, Any]:
    """Return the table in `path`; an absent file is an empty table.

    Raises:
        SettingsFileError: the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsFileError(f"{path.name} cannot be read: {error}") from error


def text_of(table: Mapping[str, Any]) -> str:
    """Return a table as TOML; None values are left out."""
    document = tomlkit.document()
    for name, value in table.items():
        if value is not None:
            document.add(name, value)
    return tomlkit.dumps(document)


def write(path: Path, table: Mapping[str, Any]) -> None:
    """Put `table` in the place of `path` in one step; None values are left out.

    Raises:
        SettingsFileError: the disk refuses.
    """
    text = text_of(table)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SettingsFileError(f"{path.name} cannot be written: {error}") from error
