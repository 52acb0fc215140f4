"""A large clip to a bucket and back, against `aws s3 cp`.

    python -m benchmarks.storage_s3_transfer [--mib 1024] [--aws …/bin/aws]

The clip (1 GiB: one encoded minute, repeated by packet copy) is sealed and uploaded, then opened,
checked and exported, each in a process of its own; `aws s3 cp` moves the same file to and from the
same server, in rounds whose order alternates, each to a file that is not there. Whole processes are
timed, and their processor time is told, which other work on the computer changes less. Asked for:
at least 0.8 of its speed (the median of the rounds), and less than 250 MB beyond what the process
takes when it does nothing.

`aws` is found on PATH, or named by ``--aws`` or SAFELIGHT_AWS: its dependencies fit no other
environment than its own.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.session.overlapping import copy_overlapping
from crypto.keyring import Keyring
from storage.s3 import S3Settings, S3VideoStorage

RATIO_TARGET, MEMORY_TARGET_MB = 0.8, 250
KEY = bytes(range(32))
ACTS = ("upload", "download")


def child(act: str, uri: str, file: Path, cache: Path | None) -> None:
    """Do one act, and print the most memory that the process took, in MB."""
    pages = None
    if cache is not None:
        from storage.cache import PageCache

        pages = PageCache(cache, budget_bytes=4 << 30)
    with (
        Keyring.from_data_key(KEY) as keyring,
        closing(S3VideoStorage(S3Settings.from_uri(uri), keyring, cache=pages)) as storage,
    ):
        match act:
            case "idle":
                list(storage.entries())
            case "upload":
                with file.open("rb") as cleartext:
                    storage.store_clip("clip", cleartext)
            case "download":
                with storage.open_clip("clip") as reader, file.open("wb") as target:
                    # As an export does it.
                    copy_overlapping(reader, target, lambda _: None)
            case "remove":
                storage.delete("clip")
    # Not getrusage: its maximum is inherited from whoever started the process.
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6)


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: `cpu_s` in itself and the system, on all its threads."""

    wall_s: float
    cpu_s: float
    said: str


def timed(command: list[str], environment: dict[str, str]) -> Took:
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{Path(command[0]).name} failed")
        said.seek(0)
        return Took(wall_s, usage.ru_utime + usage.ru_stime, said.read())


def compare(folder: Path, aws: str | None, *, mib: int, rounds: int, cached: bool) -> bool:
    # Not above: the processes that are timed must not load the tests' own tools.
    from tests.support.s3_server import BUCKET, WRITER, find_binary, start_server

    server = start_server(folder / "server", find_binary() or Path("weed"))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ACCESS_KEY_ID": WRITER[0],
        "AWS_SECRET_ACCESS_KEY": WRITER[1],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    clip, back = folder / "clip.mp4", folder / "back.mp4"
    uri = server.settings("ours/").to_uri()

    def ours(act: str) -> Took:
        more = ["--cache", str(folder / "cache")] if cached else []
        shutil.rmtree(folder / "cache", ignore_errors=True)
        command = [sys.executable, "-m", __spec__.name, "--act", act, "--uri", uri, *more]
        return timed([*command, "--file", str(back if act == "download" else clip)], environment)

    def theirs(act: str) -> Took:
        there = f"s3://{BUCKET}/theirs"
        pair = (there, str(back)) if act == "download" else (str(clip), there)
        command = [aws or "", "s3", "cp", "--only-show-errors", *pair]
        return timed([*command, "--endpoint-url", server.url], environment)

    both = {"": ours} if aws is None else {"aws ": theirs, "": ours}

    try:
        # Not above either: the decoder is no part of a transfer.
        from benchmarks.long_clip import write_long_clip

        write_long_clip(clip, mib << 20, "end")
        size = clip.stat().st_size
        print(f"clip of {size / (1 << 20):.0f} MiB", flush=True)
        idle_mb = float(ours("idle").said)
        took: dict[str, list[Took]] = {}
        for number in range(rounds):
            # Who comes first may find the other's file in memory, or leave work to the disk.
            turns = list(both.items())[:: -1 if number % 2 else 1]
            for act in ACTS:
                for who, transfer in turns:
                    back.unlink(missing_ok=True)
                    took.setdefault(who + act, []).append(transfer(act))
                    if act == "download" and clip.stat().st_size != back.stat().st_size:
                        raise SystemExit("the clip did not come back whole")
            ours("remove")
            _tell_round(took)
        return _told(took, idle_mb, size)
    finally:
        server.stop()


def _tell_round(took: dict[str, list[Took]]) -> None:
    each = (f"{act} {rounds[-1].wall_s:.2f} s" for act, rounds in took.items())
    print(f"  {', '.join(each)}; load {os.getloadavg()[0]:.1f}", flush=True)


def _told(took: dict[str, list[Took]], idle_mb: float, size: int) -> bool:
    kept = True
    for act in ACTS:
        ours, theirs = took[act], took.get(f"aws {act}")
        memory_mb = max(float(each.said) for each in ours) - idle_mb
        kept = kept and memory_mb < MEMORY_TARGET_MB
        print(f"{act:9} {_speed(ours, size)}  {memory_mb:5.0f} MB beyond idle", end="")
        if theirs is not None:
            ratios = [b.wall_s / a.wall_s for a, b in zip(ours, theirs, strict=True)]
            ratio = statistics.median(ratios)
            kept = kept and ratio >= RATIO_TARGET
            print(f"  aws s3 cp {_speed(theirs, size)}", end="")
            print(f"  ratio {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f},", end="")
            print(f" asked: {RATIO_TARGET})", end="")
        print()
    return kept


def _speed(rounds: list[Took], size: int) -> str:
    wall_s = statistics.median(each.wall_s for each in rounds)
    cpu_s = statistics.median(each.cpu_s for each in rounds)
    return f"{size / wall_s / 1e6:6.0f} MB/s {cpu_s:5.2f} CPU s"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--aws", default=os.environ.get("SAFELIGHT_AWS") or shutil.which("aws"))
    parser.add_argument("--cached", action="store_true", help="with copies on the disk")
    for name in ("act", "uri", "file", "cache"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.act:
        child(given.act, given.uri, Path(given.file), given.cache and Path(given.cache))
        return
    if given.aws is None:
        print("no aws program: only our own numbers (--aws names it)")
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "server").mkdir()
        kept = compare(
            Path(made), given.aws, mib=given.mib, rounds=given.rounds, cached=given.cached
        )
    sys.exit(not kept)


if __name__ == "__main__":
    main()
