"""`audit verify` names what was done to the log; `audit export` writes it out, and says so."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli.audit import line_of
from app.cli.main import run
from app.settings.paths import Paths
from models.audit.chain import LARGEST_SEQ
from models.audit.entry import Entry, Kind
from models.audit.findings import Finding, Trouble
from models.engine import open_database
from tests.support.desk import PASSPHRASE, Desk


@pytest.fixture
def common(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Options that open the project."""
    monkeypatch.setenv("SAFELIGHT_HOME", str(desk.home))
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\n")
    return ["--project", desk.config.id, "--passphrase-file", str(file)]


@pytest.mark.promise
def test_verify_names_the_first_entry_that_was_altered(
    desk: Desk, common: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "verify", *common]) == 0
    assert "The log is what was written." in capsys.readouterr().err
    with open_database(desk.config.database_url) as database, database.writing() as connection:
        connection.execute(text("UPDATE audit_entries SET body = x'00' WHERE seq = 2"))
    assert run(["audit", "verify", *common]) == 5
    told = capsys.readouterr()
    assert "entry 2: was altered" in told.out
    assert "not what was written: 1 finding" in told.err
    assert run(["audit", "verify", "--json", *common]) == 5
    summary = json.loads(capsys.readouterr().out)
    assert summary["sound"] is False
    assert [(one["trouble"], one["first"]) for one in summary["findings"]] == [("altered", 2)]


def test_export_writes_every_entry_in_order_and_is_noted_itself(
    desk: Desk, common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, table = tmp_path / "log.jsonl", tmp_path / "log.csv"
    assert run(["audit", "export", "--out", str(lines), "--yes", *common]) == 0
    assert "plaintext" in capsys.readouterr().err
    assert lines.stat().st_mode & 0o077 == 0
    heading, *entries = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [one["device"] for one in heading["devices"]] == [entries[0]["device"]]
    assert [one["seq"] for one in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["what"] == "audit_exported"
    assert entries[-1]["outcome"] == "begun"
    assert {one["with"] for one in entries} == {"window", "command line"}
    assert run(["audit", "export", "--out", str(table), "--yes", *common]) == 0
    titles, *rows = csv.reader(table.read_text().splitlines())
    assert titles[:2] == ["device", "seq"]
    assert len(rows) > len(entries)
    project = desk.open()
    exported = [
        (entry.event.outcome.value, entry.event.detail["file"])
        for entry in project.audit.reader().oldest_first()
        if isinstance(entry, Entry) and entry.event.kind is Kind.AUDIT_EXPORTED
    ]
    project.close()
    assert exported == [
        ("begun", "log.jsonl"),
        ("done", "log.jsonl"),
        ("begun", "log.csv"),
        ("done", "log.csv"),
    ]


@pytest.mark.promise
def test_nothing_is_written_in_clear_without_a_yes(
    common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "log.csv"
    assert run(["audit", "export", "--out", str(target), *common]) == 2
    assert "--yes" in capsys.readouterr().err
    assert run(["audit", "export", "--out", str(tmp_path / "log.txt"), "--yes", *common]) == 2
    target.write_text("mine")
    assert run(["audit", "export", "--out", str(target), "--yes", *common]) == 1
    assert target.read_text() == "mine"


def test_a_device_of_another_computer_is_listed_and_vouched_for(
    desk: Desk, common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.open().close()
    elsewhere = tmp_path / "other" / "home"
    shutil.copytree(desk.home / "config", elsewhere / "config")
    theirs = replace(desk, paths=Paths.of_this_machine({"SAFELIGHT_HOME": str(elsewhere)})).open()
    device = theirs.audit.device_id.hex()
    theirs.close()
    assert run(["audit", "verify", *common]) == 0
    assert f"device {device[:8]}: no device that is known vouches for it" in capsys.readouterr().out
    assert run(["audit", "devices", *common]) == 0
    listed = capsys.readouterr().out
    assert "nobody" in listed
    assert "itself, as the first" in listed
    assert run(["audit", "vouch", device[:8], *common]) == 0
    assert run(["audit", "vouch", device[:4], *common]) == 1
    capsys.readouterr()
    assert run(["audit", "devices", "--json", *common]) == 0
    told = {one["device"]: one for one in json.loads(capsys.readouterr().out)}
    assert told[device]["vouched_for_by"] is not None
    assert run(["audit", "verify", *common]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("trouble", list(Trouble), ids=lambda one: one.value)
def test_every_trouble_has_words_that_name_its_place(trouble: Trouble) -> None:
    device, other = bytes(range(16)), bytes(16)
    one = line_of(Finding.at(trouble, device, 7, origin=(other, 9)))
    assert one.startswith("device 00010203, entry 7: ")
    assert "{" not in one
    several = line_of(Finding.at(trouble, device, 7, until=12, origin=(device, 9)))
    assert "entries 7 to 12" in several
    assert line_of(Finding.at(trouble, b"", 0)).startswith("this computer: ")
    assert Finding.at(trouble, device, LARGEST_SEQ).until == LARGEST_SEQ


def test_export_takes_only_what_is_asked_for_and_says_how_many_it_left(
    desk: Desk, common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = desk.open()
    person, device = project.people.known[0], project.audit.device_id.hex()
    project.close()
    target = tmp_path / "log.jsonl"
    export = ["audit", "export", "--out", str(target), "--yes", "--force", *common]
    narrow = ["--what", "unlocked", "--who", person.name, "--device", device[:8]]
    assert run([*export, *narrow, "--since", "2020-01-01", "--until", "2099-12-31T00:00"]) == 0
    assert "that you did not ask for" in capsys.readouterr().err
    head, *entries, tail = [json.loads(line) for line in target.read_text().splitlines()]
    assert {one["what"] for one in entries} == {"unlocked"}
    assert tail == {"entries": len(entries), "left_out": tail["left_out"]}
    assert set(head["narrowed_to"]) == {"what", "who", "device", "since", "until"}
    assert run([*export, "--clip", person.id.hex, "--until", "2099-01-01"]) == 0
    assert len(target.read_text().splitlines()) == 2
    assert run([*export, "--who", person.id.hex[:8]]) == 0
    for refused in (["--what", "all"], ["--since", "today"]):
        assert run([*export, *refused]) == 2
    for unknown in (["--who", "Nobody"], ["--device", "12345678"], ["--clip", "none"]):
        assert run([*export, *unknown]) == 1
