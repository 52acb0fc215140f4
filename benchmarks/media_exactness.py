"""Whether every picture shown is the frame it is called.

Run it with ``.venv/bin/python -m benchmarks.media_exactness``.

On each kind of generated footage (and on each clip of a folder, with ``--clips``) so many random
operations: seek, step, scrub, play either way, pause, loop. All goes through the sealed stream and
the real player. Each picture that is delivered is compared with a decode of the plain file from the
first byte to the last. With ``--isolated`` the decoder works in a process of its own, as it does in
the program. Prints a line for each clip; exits 1 if one picture was wrong.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.media.isolated import AnyPlayer, start_player
from app.media.player.player import Player
from tests.app.media.campaign import run_campaign
from tests.app.media.truth import truth_of
from tests.support.footage import FOOTAGE

_SHOWN_MISTAKES = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ops", type=int, default=1000, help="operations on each clip")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--isolated", action="store_true", help="decode in a process of its own")
    parser.add_argument("--only", default="", help="only clips whose name holds this text")
    parser.add_argument("--clips", type=Path, help="a folder of further clips")
    asked = parser.parse_args()
    print("| clip | frames | numbered by | operations | pictures | wrong | CPU s |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    wrong = 0
    for name, clip in _clips(asked.clips):
        if asked.only in name:
            start = start_player if asked.isolated else Player
            wrong += _examine(name, clip(), asked.ops, seed=asked.seed, start=start)
    return 1 if wrong else 0


def _clips(folder: Path | None) -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield from FOOTAGE.items()
    if folder is not None:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in {".md", ".txt"}:
                yield path.relative_to(folder).as_posix(), path.read_bytes


def _examine(
    name: str, clip: bytes, operations: int, *, seed: int, start: Callable[..., AnyPlayer]
) -> int:
    started_s = time.process_time()
    # Not kept: hundreds of pictures of each clip would add up.
    truth = truth_of.__wrapped__(clip)
    found = run_campaign(truth, operations, seed=seed, start=start)
    if truth.index.frame_count != len(truth.plane_hashes):
        found.wrong.append(
            f"{truth.index.frame_count} frames indexed, {len(truth.plane_hashes)} decoded"
        )
    cells = (
        name,
        truth.index.frame_count,
        truth.index.numbering.value,
        found.operations,
        found.pictures,
        len(found.wrong),
        f"{time.process_time() - started_s:.0f}",
    )
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)
    for mistake in found.wrong[:_SHOWN_MISTAKES]:
        print(f"  {mistake}", file=sys.stderr, flush=True)
    return len(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
