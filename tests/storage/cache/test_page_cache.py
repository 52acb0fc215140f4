"""The folder itself: its budget, damage, a disk that is full, several processes, a kill."""

import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from storage.cache import PageCache
from storage.cache.copy_facts import CopyFacts, copy_key
from storage.cache.pages import PAGE_SIZE, SEGMENT_PAGES, page_end, page_start

CONTENT = random.Random(6).randbytes(200 * PAGE_SIZE + 777)
KEYS = [copy_key("s3://a/", f"e{number}.slc") for number in range(20)]
ROOT = Path(__file__).resolve().parents[3]

# Writes pages of 20 objects over and over, and says when it has begun.
_WRITER = """
import random, sys
from pathlib import Path
from storage.cache import PageCache
from tests.storage.cache.test_page_cache import CONTENT, KEYS, facts_of, pages_of
cache = PageCache(Path(sys.argv[1]), budget_bytes=int(sys.argv[2]))
chance = random.Random(int(sys.argv[3]))
damaged = 0
for turn in range(int(sys.argv[4])):
    key, first = chance.choice(KEYS), chance.randrange(190)
    facts = facts_of(cache, key)
    pages = range(first, first + 5)
    found = cache.read(key, facts, pages)
    expected = pages_of(pages)
    damaged += sum(page not in (None, right) for page, right in zip(found, expected))
    cache.write(key, facts, first, expected)
    if turn == 3:
        print("writing", flush=True)
cache.close()
print("damaged", damaged, flush=True)
"""


def pages_of(pages: range) -> list[bytes]:
    return [CONTENT[page_start(page) : page_end(page, len(CONTENT))] for page in pages]


def facts_of(cache: PageCache, key: str) -> CopyFacts:
    return cache.remember(key, CopyFacts.fresh(len(CONTENT), "1"))


def fill(cache: PageCache, key: str, pages: range) -> CopyFacts:
    facts = facts_of(cache, key)
    assert cache.write(key, facts, pages.start, pages_of(pages))
    return facts


def on_disk(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.glob("*/*.blk"))


@contextmanager
def writer_process(
    folder: Path, *, budget_bytes: int, seed: int, turns: int
) -> Iterator["subprocess.Popen[str]"]:
    arguments = [str(folder), str(budget_bytes), str(seed), str(turns)]
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def cache(folder: Path) -> Iterator[PageCache]:
    made = PageCache(folder, budget_bytes=1 << 30)
    yield made
    made.close()


def test_pages_come_back_and_others_are_absent(cache: PageCache) -> None:
    facts = fill(cache, KEYS[0], range(60, 70))
    assert cache.read(KEYS[0], facts, range(58, 72)) == [
        *(None, None),
        *pages_of(range(60, 70)),
        *(None, None),
    ]
    assert cache.here(KEYS[0], range(200)) == set(range(60, 70))


def test_the_last_and_short_page_comes_back(cache: PageCache) -> None:
    facts = fill(cache, KEYS[0], range(200, 201))
    assert cache.read(KEYS[0], facts, range(200, 201)) == [CONTENT[page_start(200) :]]


def test_files_are_readable_by_their_owner_alone(cache: PageCache, folder: Path) -> None:
    fill(cache, KEYS[0], range(3))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert modes == {0o700, 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", ["byte", "cut", "other page", "garbage in the facts"])
def test_a_damaged_page_is_absent(cache: PageCache, folder: Path, damage: str) -> None:
    facts = fill(cache, KEYS[0], range(4))
    path = folder / KEYS[0] / "0.blk"
    content = bytearray(path.read_bytes())
    start = 4096 + page_start(2)
    if damage == "byte":
        content[start + 100] ^= 1
    elif damage == "cut":
        del content[start + 100 :]
    elif damage == "other page":
        content[start : start + PAGE_SIZE] = content[4096 + page_start(3) :][:PAGE_SIZE]
        content[2 * 16 : 3 * 16] = content[3 * 16 : 4 * 16]
    else:
        (folder / KEYS[0] / "meta.json").write_bytes(b"{")
        assert cache.facts(KEYS[0]) is None
        return
    path.write_bytes(content)
    found = cache.read(KEYS[0], facts, range(4))
    assert found[:2] == pages_of(range(2))
    assert found[2] is None


def test_pages_of_an_earlier_object_of_the_name_are_absent(cache: PageCache) -> None:
    fill(cache, KEYS[0], range(4))
    later = cache.remember(KEYS[0], CopyFacts.fresh(len(CONTENT), "2"))
    assert cache.read(KEYS[0], later, range(4)) == [None] * 4


def test_what_was_not_used_for_longest_goes_first_and_the_budget_is_kept(
    cache: PageCache, folder: Path
) -> None:
    for age, key in enumerate(KEYS[:6]):
        fill(cache, key, range(SEGMENT_PAGES))
        for path in (folder / key).glob("*.blk"):
            os.utime(path, (1_000_000 + age, 1_000_000 + age))
    # A read counts as use.
    cache.read(KEYS[0], facts_of(cache, KEYS[0]), range(1))
    segment = SEGMENT_PAGES * PAGE_SIZE
    cache.set_budget(3 * segment + 100_000)
    left = {path.parent.name for path in folder.glob("*/*.blk")}
    assert left == {KEYS[0], KEYS[4], KEYS[5]}
    assert on_disk(folder) <= 3 * segment + 100_000
    assert cache.facts(KEYS[1]) is None


def test_the_budget_is_kept_while_pages_are_written(folder: Path) -> None:
    budget = 20 << 20
    cache = PageCache(folder, budget_bytes=budget)
    for key in KEYS:
        fill(cache, key, range(SEGMENT_PAGES))
    cache.close()
    cache.refresh()
    assert on_disk(folder) <= budget
    assert cache.tally.taken_bytes() <= budget


def test_what_is_pinned_stays_and_counts_apart(cache: PageCache, folder: Path) -> None:
    facts = fill(cache, KEYS[0], range(SEGMENT_PAGES))
    cache.pin(KEYS[0], facts, complete=False)
    fill(cache, KEYS[1], range(SEGMENT_PAGES))
    cache.clear()
    assert {path.parent.name for path in folder.glob("*/*.blk")} == {KEYS[0]}
    assert cache.tally.pinned_bytes() == cache.tally.taken_bytes() > 0
    cache.unpin(KEYS[0])
    cache.clear()
    assert not list(folder.glob("*/*.blk"))


def test_what_a_killed_process_left_half_written_goes_with_its_object(
    cache: PageCache, folder: Path
) -> None:
    fill(cache, KEYS[0], range(4))
    (folder / KEYS[0] / "pin.json.123.456.part").write_bytes(b"{")
    cache.clear()
    assert not (folder / KEYS[0]).exists()


def test_foreign_files_are_left_alone(cache: PageCache, folder: Path) -> None:
    fill(cache, KEYS[0], range(4))
    (folder / "notes").mkdir()
    foreign = [folder / "notes" / "0.blk", folder / "readme", folder / KEYS[0] / "photo.jpg"]
    for path in foreign:
        path.write_bytes(b"mine")
    cache.clear()
    cache.drop(KEYS[0])
    assert all(path.read_bytes() == b"mine" for path in foreign)


def test_a_full_disk_is_done_without_and_makes_no_noise(cache: PageCache, folder: Path) -> None:
    facts = fill(cache, KEYS[0], range(2))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        assert not cache.write(KEYS[1], facts_of(cache, KEYS[1]), 0, pages_of(range(2)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert cache.read(KEYS[0], facts, range(2)) in (pages_of(range(2)), [None, None])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_on_a_small_disk_the_oldest_pages_make_room(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        cache = PageCache(disk / "copies", budget_bytes=1 << 30)
        for key in KEYS[:8]:
            facts = fill(cache, key, range(SEGMENT_PAGES))
        assert cache.read(key, facts, range(3)) == pages_of(range(3))
        cache.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_processes_share_the_folder_while_each_evicts(folder: Path) -> None:
    budget = 8 << 20
    with (
        writer_process(folder, budget_bytes=budget, seed=1, turns=150) as one,
        writer_process(folder, budget_bytes=budget, seed=2, turns=150) as other,
    ):
        assert one.communicate()[0].split() == ["writing", "damaged", "0"]
        assert other.communicate()[0].split() == ["writing", "damaged", "0"]
    cache = PageCache(folder, budget_bytes=budget)
    cache.refresh()
    assert 0 < on_disk(folder) <= budget


def test_a_process_that_is_killed_leaves_only_right_pages(folder: Path) -> None:
    with writer_process(folder, budget_bytes=1 << 30, seed=3, turns=100_000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        until_s = time.monotonic() + 60
        while on_disk(folder) < 40 * PAGE_SIZE:
            assert time.monotonic() < until_s
        process.send_signal(signal.SIGKILL)
        process.wait()
    cache = PageCache(folder, budget_bytes=1 << 30)
    found = 0
    for key in KEYS:
        facts = cache.facts(key)
        if facts is not None:
            for page in range(200):
                [content] = cache.read(key, facts, range(page, page + 1))
                found += content is not None
                assert content in (None, *pages_of(range(page, page + 1)))
    assert found > 10


def test_a_folder_that_vanishes_is_made_again(cache: PageCache, folder: Path) -> None:
    facts = fill(cache, KEYS[0], range(4))
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
    assert cache.read(KEYS[0], facts, range(4)) == [None] * 4
    assert cache.write(KEYS[0], facts, 0, pages_of(range(4)))
    assert cache.read(KEYS[0], facts, range(4)) == pages_of(range(4))
