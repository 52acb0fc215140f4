"""The names of the AWS profiles on this computer, for a person to choose from.

Only the headings of the files are looked at; what stands below them may be secret and is not kept.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_HEADING = re.compile(r"\[\s*(?:profile\s+)?(?P<name>[^\]\r\n]+?)\s*\]")
# Headings of the configuration that describe no profile.
_NOT_PROFILES = ("sso-session ", "services ")
_LARGEST_FILE = 1 << 20


def aws_profiles(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the names in `~/.aws/config` and `~/.aws/credentials`, sorted; reads both files.

    `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name other files, as they do for all AWS
    tools. A file that is not there or cannot be read has no profiles.
    """
    env = os.environ if environment is None else environment
    folder = Path(env.get("HOME") or Path.home()) / ".aws"
    files = (
        Path(env.get("AWS_CONFIG_FILE") or folder / "config").expanduser(),
        Path(env.get("AWS_SHARED_CREDENTIALS_FILE") or folder / "credentials").expanduser(),
    )
    return tuple(sorted({name for file in files for name in _headings(file)}, key=str.casefold))


def _headings(file: Path) -> list[str]:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST_FILE:
            return []
        with file.open(encoding="utf-8", errors="replace") as lines:
            headings = [_HEADING.match(line.strip()) for line in lines]
    except OSError:
        return []
    names = [heading["name"].strip("\"' ") for heading in headings if heading is not None]
    return [name for name in names if not name.startswith(_NOT_PROFILES)]
