"""Seal and open clips: ``.venv/bin/python -m benchmarks.crypto_clips [MiB]``.

Rates are MB of cleartext per CPU second and per second on the clock, best of five, because other
programs share the machine. The reference lines are the primitives alone; ratios are the result.
"""

import argparse
import hashlib
import io
import os
import random
import time
from collections.abc import Callable

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto import raw_cbc
from crypto.chunk_cipher import clip_context
from crypto.clip_header import HEADER_SIZE
from crypto.clip_stream import SeekableReader, seal_bytes, seal_stream
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.source import BytesSource

ROUNDS = 5
READ_SIZE = 1 << 20


def rate(name: str, size: int, act: Callable[[], object]) -> None:
    wall, cpu = [], []
    for _ in range(ROUNDS):
        clock, process = time.perf_counter(), time.process_time()
        act()
        wall.append(time.perf_counter() - clock)
        cpu.append(time.process_time() - process)
    print(f"{name:44} {size / min(cpu) / 1e6:8.0f} MB/CPU-s {size / min(wall) / 1e6:8.0f} MB/s")


def drain(reader: io.RawIOBase) -> None:
    while reader.read(READ_SIZE):
        pass
    reader.close()


def in_pieces(cipher: Cobblestone256Encryptor | Cobblestone256Decryptor, content: bytes) -> None:
    output, view = bytearray(READ_SIZE + 65536), memoryview(content)
    for start in range(0, len(content), READ_SIZE):
        cipher.update_into(view[start : start + READ_SIZE], output)
    cipher.finalize()


def random_reads(open_reader: Callable[[], io.RawIOBase], size: int, length: int) -> None:
    count = 500
    offsets = [random.randrange(size - length) for _ in range(count)]
    reader = open_reader()
    best = min(_timed(reader, offsets, length) for _ in range(ROUNDS))
    print(f"{f'random reads of {length // 1024} KiB':44} {count / best:8.0f} /CPU-s")


def _timed(reader: io.RawIOBase, offsets: list[int], length: int) -> float:
    start = time.process_time()
    for offset in offsets:
        reader.seek(offset)
        reader.read(length)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mib", nargs="?", type=int, default=64)
    size = parser.parse_args().mib << 20
    cleartext = os.urandom(size)
    keyring = Keyring.generate(read_policy=ReadPolicy.RAW_CBC)
    stored, _ = seal_bytes(cleartext, keyring=keyring)
    context, body = clip_context(stored[:HEADER_SIZE]), stored[HEADER_SIZE:]
    clip_key = keyring.clip_key(keyring.primary_id, stored[48:64]).view()
    aead, whole = AESGCM(bytes(32)), bytearray(size + 16)
    raw = raw_cbc.encrypt(keyring.raw_key(), cleartext)

    def open_reader() -> SeekableReader:
        return SeekableReader(BytesSource(stored), keyring)

    rate(
        "AES-256-GCM in one call (limit)",
        size,
        lambda: aead.encrypt_into(bytes(12), cleartext, None, whole),
    )
    rate(
        "SHA-256 twice (every seal does it)",
        size,
        lambda: (hashlib.sha256(cleartext), hashlib.sha256(cleartext)),
    )
    rate(
        "Cobblestone-256 of the library, seal",
        size,
        lambda: in_pieces(Cobblestone256Encryptor(clip_key, context), cleartext),
    )
    rate(
        "Cobblestone-256 of the library, open",
        size,
        lambda: in_pieces(Cobblestone256Decryptor(clip_key, context), body),
    )
    rate(
        "seal_stream",
        size,
        lambda: seal_stream(io.BytesIO(cleartext), lambda _: None, keyring=keyring),
    )
    rate("SeekableReader, 1 MiB reads", size, lambda: drain(open_reader()))
    rate("raw CBC encrypt", size, lambda: raw_cbc.encrypt(keyring.raw_key(), cleartext))
    rate(
        "RawCbcReader, 1 MiB reads",
        size,
        lambda: drain(raw_cbc.RawCbcReader(BytesSource(raw), keyring)),
    )
    for length in (4096, 32 * 1024, 256 * 1024):
        random_reads(open_reader, size, length)
    start = time.process_time()
    for _ in range(2000):
        open_reader().close()
    print(f"{'open and close a clip':44} {(time.process_time() - start) / 2000 * 1e6:8.1f} us")


if __name__ == "__main__":
    main()
