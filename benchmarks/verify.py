"""Verify sealed clips: ``.venv/bin/python -m benchmarks.verify [MiB]``.

The baseline reads and hashes the same files with SHA-256, in the same run and in interleaved
rounds. Ratios of medians are the result; 1 would mean that the tags cost nothing.
"""

import argparse
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.session.verifying.check import ClipChecker, Target
from app.session.verifying.findings import Verdict
from crypto.keyring import Keyring
from models.records import ClipRecord
from storage.interrupt import Interrupt
from storage.local import LocalVideoStorage

ROUNDS = 7
BLOCK = 1 << 20


class Footage:
    """So many bytes to seal, without a copy of them on the disk."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._block = os.urandom(BLOCK)

    def read(self, size: int = -1) -> bytes:
        piece = self._block[: min(size, self._left, BLOCK)]
        self._left -= len(piece)
        return piece


def timed(act: Callable[[], object]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - cpu


def hashed(file: Path) -> bytes:
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.digest()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mib", nargs="?", type=int, default=256)
    size = parser.parse_args().mib << 20
    with Keyring.generate() as keyring, tempfile.TemporaryDirectory() as folder:
        storage = LocalVideoStorage(folder, keyring)
        stored = storage.store_clip("clip", Footage(size))  # type: ignore[arg-type]
        row = ClipRecord(
            id=uuid4(),
            event_id="clip",
            name="",
            created_at=datetime.now(UTC),
            objects=(stored.objects[0].to_json(),),
        )
        file = Path(folder) / "clip.slc"
        checker = ClipChecker(storage, keyring)

        def verify() -> None:
            finding = checker.check(
                Target("clip", row), on_bytes=lambda _: None, interrupt=Interrupt()
            )
            assert finding.verdict is Verdict.SOUND

        hashed(file)
        rounds = [(timed(lambda: hashed(file)), timed(verify)) for _ in range(ROUNDS)]
    for kind, name in enumerate(("on the clock", "of CPU time")):
        baseline = statistics.median(one[0][kind] for one in rounds)
        verifying = statistics.median(one[1][kind] for one in rounds)
        print(
            f"{name}: SHA-256 {size / baseline / 1e6:6.0f} MB/s, "
            f"verify {size / verifying / 1e6:6.0f} MB/s, ratio {verifying / baseline:.2f}"
        )


if __name__ == "__main__":
    main()
