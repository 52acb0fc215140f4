"""`adopt` by command: the older system's folder becomes a project."""

import json
from pathlib import Path

import pytest

from crypto import raw_cbc
from tests.app.cli.conftest import KEY
from tests.support.footage import even_pts, make_clip


@pytest.fixture
def older(store_folder: Path, footage: bytes) -> Path:
    """Two clips as the older system stored them, and one that is no video."""
    store_folder.mkdir()
    key = bytes.fromhex(KEY)
    second = make_clip(pts=even_pts(12))
    for name, cleartext in (("a", footage), ("b", b"no video" * 900), ("c", second)):
        (store_folder / f"{name}.slc").write_bytes(raw_cbc.encrypt(key, cleartext))
    return store_folder


def test_a_dry_run_only_lists(cli, older):
    done = cli("adopt", "--dry-run")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["a", "b", "c"]
    assert "3 clips that the project does not know" in done.err
    assert [one["event_id"] for one in json.loads(cli("adopt", "--dry-run", "--json").out)] == [
        "a",
        "b",
        "c",
    ]
    assert json.loads(cli("ls", "--json").out) == []


def test_all_are_adopted_but_the_one_that_is_no_video(cli, older):
    done = cli("adopt", "--all", "--camera", "north")
    assert done.code == 1
    assert done.out.splitlines() == [
        "a  raw-cbc, not authenticated, 30 frames",
        "c  raw-cbc, not authenticated, 12 frames",
    ]
    assert "safelight: b: " in done.err
    assert "2 clips adopted" in done.err
    listed = json.loads(cli("ls", "--json").out)
    assert {(one["event_id"], one["camera"], one["origin"]) for one in listed} == {
        ("a", "north", "raw-cbc"),
        ("c", "north", "raw-cbc"),
    }


def test_adopting_again_adds_nothing(cli, older):
    cli("adopt", "a", "c")
    again = cli("adopt", "a", "c")
    assert (again.code, again.out) == (0, "")
    assert "0 clips adopted" in again.err


def test_an_adopted_clip_is_known_when_its_file_is_imported(cli, older, video):
    cli("adopt", "a")
    assert "is in the project already" in cli("import", video).err


def test_results_as_json(cli, older):
    told = json.loads(cli("adopt", "--all", "--json").out)
    assert [(one["event_id"], one["adopted"]) for one in told] == [
        ("a", True),
        ("b", False),
        ("c", True),
    ]


@pytest.mark.parametrize("words", [(), ("--all", "a")])
def test_it_has_to_be_said_which(cli, older, words):
    assert cli("adopt", *words).code == 2


def test_an_event_that_the_store_lacks_is_not_found(cli, older):
    assert cli("adopt", "nobody").code == 4
