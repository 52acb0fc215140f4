"""A large clip to a bucket and back, against `aws s3 cp`.

    python -m benchmarks.storage_s3_transfer [--mib 1024] [--aws …/bin/aws]

The clip (1 GiB: one encoded minute, repeated by packet copy) is sealed and uploaded, then opened,
checked and exported, each in a process of its own; `aws s3 cp` moves the same file to and from the
same server, in rounds that alternate. Whole processes are timed. Asked for: at least 0.8 of its
speed, and less than 250 MB beyond what the process takes when it does nothing.

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
from pathlib import Path

from app.session.overlapping import copy_overlapping
from crypto.keyring import Keyring
from storage.s3 import EncryptedS3VideoStorage, S3Settings

RATIO_TARGET, MEMORY_TARGET_MB = 0.8, 250
KEY = bytes(range(32))


def child(act: str, uri: str, file: Path, cache: Path | None) -> None:
    """Do one act, and print the most memory that the process took, in MB."""
    pages = None
    if cache is not None:
        from storage.cache import PageCache

        pages = PageCache(cache, budget_bytes=4 << 30)
    with (
        Keyring.from_data_key(KEY) as keyring,
        closing(EncryptedS3VideoStorage(S3Settings.from_uri(uri), keyring, cache=pages)) as storage,
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


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return time.perf_counter() - started, done.stdout


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

    def ours(act: str, file: Path) -> tuple[float, float]:
        more = ["--cache", str(folder / "cache")] if cached else []
        command = [sys.executable, "-m", __spec__.name, "--act", act, "--uri", uri, *more]
        seconds, said = timed([*command, "--file", str(file)], environment)
        return seconds, float(said)

    def theirs(source: str, target: str) -> float:
        command = [aws or "", "s3", "cp", "--only-show-errors", source, target]
        return timed([*command, "--endpoint-url", server.url], environment)[0]

    try:
        # Not above either: the decoder is no part of a transfer.
        from benchmarks.long_clip import write_long_clip

        write_long_clip(clip, mib << 20, "end")
        size = clip.stat().st_size
        print(f"clip of {size / (1 << 20):.0f} MiB", flush=True)
        idle_mb = ours("idle", clip)[1]
        seconds: dict[str, list[float]] = {}
        most_mb = {"upload": 0.0, "download": 0.0}
        for _ in range(rounds):
            if aws is not None:
                there = f"s3://{BUCKET}/theirs"
                seconds.setdefault("aws upload", []).append(theirs(str(clip), there))
                seconds.setdefault("aws download", []).append(theirs(there, str(back)))
            for act, file in (("upload", clip), ("download", back)):
                back.unlink(missing_ok=True) if act == "download" else None
                shutil.rmtree(folder / "cache", ignore_errors=True)
                took, memory_mb = ours(act, file)
                seconds.setdefault(act, []).append(took)
                most_mb[act] = max(most_mb[act], memory_mb - idle_mb)
            if clip.stat().st_size != back.stat().st_size:
                raise SystemExit("the clip did not come back whole")
            ours("remove", clip)
        return _told(seconds, most_mb, size)
    finally:
        server.stop()


def _told(seconds: dict[str, list[float]], most_mb: dict[str, float], size: int) -> bool:
    kept = True
    for act, memory_mb in most_mb.items():
        ours = statistics.median(seconds[act])
        line = f"{act:9} {size / ours / 1e6:6.0f} MB/s  {memory_mb:5.0f} MB beyond idle"
        kept = kept and memory_mb < MEMORY_TARGET_MB
        if theirs := seconds.get(f"aws {act}"):
            ratios = [b / a for a, b in zip(seconds[act], theirs, strict=True)]
            ratio = statistics.median(ratios)
            kept = kept and ratio >= RATIO_TARGET
            rate = size / statistics.median(theirs) / 1e6
            line += f"  aws s3 cp {rate:6.0f} MB/s  ratio {ratio:.2f} (asked: {RATIO_TARGET})"
        print(line)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
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
