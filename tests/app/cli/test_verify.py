"""`verify` by command: what it says, what it saves, and the exit code that a script goes by."""

import json
from pathlib import Path

import pytest

from app.cli.finding_words import line_of
from app.media.index.packet_spans import FrameDamage
from app.session.verifying.findings import ClipFinding, Verdict


@pytest.fixture
def gate(cli, store_folder: Path, video: Path) -> Path:
    """Import a clip; return its stored file."""
    assert cli("import", video, "--event-id", "gate-7", "--name", "dock", "--camera", "n").code == 0
    return store_folder / "gate-7.slc"


def flip(file: Path, at: int) -> None:
    untrusted = bytearray(file.read_bytes())
    untrusted[at] ^= 1
    file.write_bytes(untrusted)


@pytest.mark.promise
def test_a_sound_project_is_well(cli, gate):
    done = cli("verify")
    assert done.code == 0
    assert done.out == "ok    gate-7  as it was sealed\n"
    assert "1 clip, " in done.err
    assert "/s: all is well." in done.err
    told = json.loads(cli("verify", "gate-7", "--json", "--jobs", "1").out)
    assert told["well"] is True
    assert told["stored_bytes"] == gate.stat().st_size
    assert told["clips"][0]["verdict"] == "sound"
    assert told["clips"][0]["hash_matches"] is True


@pytest.mark.promise
def test_damage_is_said_and_ends_with_5(cli, gate):
    flip(gate, 2000)
    done = cli("verify")
    assert done.code == 5
    assert done.out.startswith("BAD   gate-7  damaged; bytes 0-")
    assert "which frames that costs cannot be told" in done.out
    assert "1 clip not well" in done.err
    (told,) = json.loads(cli("verify", "--json").out)["clips"]
    assert told["damaged_bytes"][0][0] == 0
    assert told["frames_damaged"] is None


def test_the_other_troubles_have_codes_of_their_own(cli, gate, store_folder, monkeypatch):
    assert cli("verify", "nobody").code == 4
    gate.rename(gate.with_suffix(".away"))
    assert cli("verify").code == 4
    gate.with_suffix(".away").rename(gate)
    monkeypatch.setenv("ENCRYPTION_KEY", "ab" * 32)
    assert cli("verify").code == 3
    assert cli("verify", "--jobs", "0").code == 2


@pytest.mark.promise
def test_what_is_left_is_saved_sealed_unless_a_person_says_in_clear(cli, gate, footage, tmp_path):
    flip(gate, 20)
    sealed = cli("verify", "--salvage", tmp_path / "sealed")
    assert sealed.code == 5
    assert sorted(file.name for file in (tmp_path / "sealed").iterdir()) == [
        "gate-7-salvaged.json",
        "gate-7-salvaged.report.json",
        "gate-7-salvaged.slc",
    ]
    for file in (tmp_path / "sealed").iterdir():
        assert footage[200:260] not in file.read_bytes()
        assert b"dock" not in file.read_bytes()
    clear = cli("verify", "--salvage", tmp_path / "clear", "--in-clear", "--yes")
    assert (tmp_path / "clear" / "gate-7-salvaged.mp4").read_bytes() == footage
    assert "It is not encrypted" in clear.err


@pytest.mark.promise
def test_plaintext_is_written_only_when_somebody_said_yes(cli, gate, tmp_path, typed):
    flip(gate, 20)
    out = tmp_path / "out"
    assert cli("verify", "--in-clear").code == 2
    assert cli("verify", "--salvage", out, "--in-clear").code == 2
    typed("no\n")
    assert cli("verify", "--salvage", out, "--in-clear").code == 2
    assert not out.exists()
    typed("clear\n")
    assert cli("verify", "--salvage", out, "--in-clear").code == 5
    assert (out / "gate-7-salvaged.mp4").exists()


def test_a_salvage_that_would_replace_something_is_said_and_replaces_nothing(cli, gate, tmp_path):
    flip(gate, 20)
    out = tmp_path / "out"
    cli("verify", "--salvage", out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    again = cli("verify", "--salvage", out)
    assert again.code == 5
    assert "exists already" in again.err
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_finding_in_one_line():
    finding = ClipFinding(
        event_id="gate-7\x1b[2J",
        verdict=Verdict.DAMAGED,
        cleartext_size=900_000,
        damaged=(range(16384, 32768), range(65536, 81920)),
        frames=FrameDamage((range(120, 144), range(150, 151)), (range(144, 150), range(151, 181))),
    )
    assert line_of(finding) == (
        "BAD   gate-7�[2J  damaged; bytes 16384-32767, 65536-81919 damaged; frames 120-143, 150 "
        "damaged, 144-149, 151-180 possibly (until the next key picture); no clip of the project"
    )


def test_of_very_many_ranges_the_first_few_are_said():
    holes = tuple(range(start, start + 10) for start in range(0, 2000, 20))
    line = line_of(ClipFinding(event_id="x", verdict=Verdict.DAMAGED, damaged=holes))
    assert "and 94 more ranges" in line
    cut = ClipFinding(event_id="x", verdict=Verdict.CUT, cut_at=16384, damaged=(range(16384, 99),))
    assert "cut at byte 16384" in line_of(cut)
