"""What the cache knows of one object, and how its folder is named.

A folder's name is a hash of the store's location and the object's name, and `meta.json` holds a
size and random or opaque ids: whoever reads the cache learns sizes and times, and no event id.
"""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

KEY_FORM = re.compile(r"[0-9a-f]{32}")
META = "meta.json"
PIN = "pin.json"
PART_FORM = re.compile(r"(meta|pin)\.json\.[0-9]+\.[0-9]+\.part")
SEGMENT_FORM = re.compile(r"(0|[1-9][0-9]{0,8})\.blk")
_GENERATION_SIZE = 16
# No clip is this large: 1 PiB.
_LARGEST_SIZE = 1 << 50


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What is constant while an object is copied.

    size: of the stored bytes. version: what the store calls this version of the object, "" where
    it does not say. generation: 16 random bytes that stand for this object in its digests.
    """

    size: int
    version: str
    generation: bytes

    @classmethod
    def fresh(cls, size: int, version: str) -> "CopyFacts":
        return cls(size, version, os.urandom(_GENERATION_SIZE))

    def is_of(self, size: int, version: str) -> bool:
        """Tell whether these are copies of that version of the object."""
        same_version = not version or not self.version or version == self.version
        return self.size == size and same_version

    def to_bytes(self) -> bytes:
        return json.dumps(
            {"size": self.size, "version": self.version, "generation": self.generation.hex()}
        ).encode()

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> "CopyFacts | None":
        """Read what `to_bytes` wrote; None for anything else."""
        try:
            found = json.loads(untrusted)
            size, version = found["size"], found["version"]
            generation = bytes.fromhex(found["generation"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if type(size) is not int or not 0 <= size <= _LARGEST_SIZE:
            return None
        if not isinstance(version, str) or len(generation) != _GENERATION_SIZE:
            return None
        return cls(size, version, generation)


def copy_key(location: str, name: str) -> str:
    """Return the name of the folder for an object's copies."""
    return hashlib.sha256(f"{location}\0{name}".encode()).hexdigest()[:32]


def segment_path(folder: Path, segment: int) -> Path:
    return folder / f"{segment}.blk"


def is_pin_complete(untrusted: bytes) -> bool:
    """Read a pin's file: whether all was here once."""
    try:
        found = json.loads(untrusted)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("complete") is True


def pin_to_bytes(*, complete: bool) -> bytes:
    return json.dumps({"complete": complete}).encode()
