"""What the processes that decode can get at while a clip plays: its bytes, and no key to them.

They are looked into as only root can; where a test may not do that, neither may who would harm.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.compose import sqlite_file
from app.media import isolated
from app.media.isolated import spawning
from crypto.keyring import Keyring
from crypto.scopes import PROJECT_SCOPE
from tests.support.cleanliness import decoder_pids
from tests.support.watching import PASSPHRASE, Made, Watching, make_cameras, marked_clip, watching

SECRET = "a-secret-of-this-test"
VARIABLES = ("ENCRYPTION_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL")
_PIECE_BYTES = 4 << 20
pytestmark = pytest.mark.skipif(
    not isolated.is_supported(), reason="no decoder processes on this system"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_cameras(tmp_path_factory.mktemp("cameras"))


@pytest.fixture
def watched(made: Made, qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    for name in VARIABLES:
        monkeypatch.setenv(name, SECRET)
    spawning.end_nursery()
    with watching(made) as hired:
        hired.open()
        hired.add("yard")
        hired.play_round_and_round()
        yield hired


def processes() -> list[int]:
    """Return the nursery and all decoders."""
    nursery = spawning.nursery_pid()
    assert nursery is not None
    return [nursery, *decoder_pids()]


@pytest.mark.promise
def test_no_process_that_decodes_was_told_a_secret(watched: Watching) -> None:
    assert SECRET in os.environ.values()
    assert len(processes()) >= 3
    for pid in processes():
        with suppress(PermissionError, FileNotFoundError):
            told = Path(f"/proc/{pid}/environ").read_bytes()
            told += Path(f"/proc/{pid}/cmdline").read_bytes()
            for word in (SECRET, PASSPHRASE, "AWS_", "ENCRYPTION_KEY", str(watched.made.home)):
                assert word.encode() not in told


def opened(pid: int) -> dict[str, tuple[int, int]]:
    """Return what a process holds open: what it is, and the numbers that make it this very one."""
    found = {}
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            status = descriptor.stat()
            found[f"{descriptor.readlink()} {descriptor.name}"] = status.st_dev, status.st_ino
    return found


def shared_of(found: dict[str, tuple[int, int]]) -> set[tuple[int, int]]:
    return {number for name, number in found.items() if name.startswith(("socket:", "/memfd:"))}


@pytest.mark.promise
def test_no_process_that_decodes_holds_a_file_or_a_socket_of_the_program(
    watched: Watching,
) -> None:
    nursery, *decoders = processes()
    ours = opened(os.getpid())
    assert any(name.startswith(str(sqlite_file(watched.made.config))) for name in ours)
    taken: set[tuple[int, int]] = set()
    for pid in (nursery, *decoders):
        with suppress(PermissionError, FileNotFoundError):
            theirs = opened(pid)
            for name, number in theirs.items():
                assert name.startswith(("socket:", "/dev/null ", "anon_inode:", "/memfd:"))
                # Of a pair of sockets each side has the other end.
                assert name.startswith("/memfd:") or number not in shared_of(ours)
            assert not shared_of(theirs) & taken
            taken |= shared_of(theirs)


def pieces(pid: int, *, only_shared: bool = False) -> Iterator[bytes]:
    """Yield all memory that a process has ever written to, or that it shares with the program.

    Raises:
        PermissionError: it may not be looked into.
    """
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split(maxsplit=3)
            if not rights.startswith("rw"):
                continue
            first, end = (int(edge, 16) for edge in span.split("-"))
            if "/memfd:" in line:
                yield from _shared(pid, span)
                continue
            if only_shared:
                continue
            for start in range(first, end, _PIECE_BYTES):
                with suppress(OSError):
                    memory.seek(start)
                    # Some more, for what lies across the edge.
                    yield memory.read(min(_PIECE_BYTES + 64, end - start))


def _shared(pid: int, span: str) -> Iterator[bytes]:
    """Yield what was ever written to memory that is shared; to read the rest would fill it."""
    with (
        suppress(OSError),
        Path(f"/proc/{pid}/map_files/{span}").open("rb", buffering=0) as memory,
    ):
        at = 0
        while True:
            at = memory.seek(at, os.SEEK_DATA)
            end = memory.seek(at, os.SEEK_HOLE)
            memory.seek(at)
            yield memory.read(end - at)
            at = end


def held(memory: Iterator[bytes], needles: dict[str, bytes]) -> set[str]:
    """Return the names of what stands anywhere in a process's memory."""
    left = dict(needles)
    for piece in memory:
        for name in [name for name, needle in left.items() if needle in piece]:
            del left[name]
        if not left:
            break
    return set(needles) - set(left)


def keys_of(keyring: Keyring) -> dict[str, bytes]:
    (data_key,) = keyring.data_keys()
    clip_key = keyring.clip_key(keyring.primary_id, PROJECT_SCOPE)
    named = {
        "data key": data_key,
        "clip key": clip_key,
        "field root": keyring.field_root(),
        "row tag key": keyring.row_tag_key()[1],
    }
    return {name: bytes(key.view()) for name, key in named.items()}


def test_no_key_is_in_the_memory_of_a_process_that_decodes(watched: Watching) -> None:
    project = watched.person.desk.projects.project
    assert project is not None
    needles = keys_of(project.keyring)
    clip = marked_clip()
    # What a decoder must have, or this looks in the wrong places: what it has read last.
    seen = {f"clip at {at}": clip[at : at + 48] for at in range(0, len(clip) - 48, len(clip) // 64)}
    try:
        assert held(pieces(os.getpid()), needles) == set(needles)
        found = {pid: held(pieces(pid), needles) for pid in processes()}
        shared = [held(pieces(pid, only_shared=True), seen) for pid in decoder_pids()]
    except PermissionError:
        pytest.skip("this system lets nobody look into a process")
    assert any(shared)
    assert {pid: names for pid, names in found.items() if names} == {}
