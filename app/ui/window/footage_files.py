"""Which files are footage, by their names, and which of them lie in a folder. No Qt."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

SUFFIXES = (
    ".mp4",
    ".mov",
    ".m4v",
    ".mkv",
    ".webm",
    ".avi",
    ".ts",
    ".m2ts",
    ".mts",
    ".mpg",
    ".mpeg",
    ".wmv",
    ".asf",
    ".flv",
    ".3gp",
)


def footage_in(
    paths: Iterable[Path], cancelled: Callable[[], bool] = lambda: False
) -> tuple[Path, ...]:
    """Return the files of `paths`, and of its folders the videos at any depth, in their order.

    A file that was named itself is taken whatever its suffix is. Links to folders are not followed
    and what begins with a dot is passed over. Blocks; a folder that cannot be read is empty.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for folder, folders, names in os.walk(path):
            if cancelled():
                return ()
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                    found[Path(folder, name)] = None
    return tuple(found)
