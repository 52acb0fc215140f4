"""The log in clear: all of it, or what is wanted, and then nobody takes it for the whole."""

import csv
import json
from pathlib import Path

import pytest

from app.session.audit.export import COLUMNS, ExportedLog, export_log
from app.session.project import Project
from models.audit import events
from models.audit.entry import Entry, Kind, Moment
from models.audit.wanted import Wanted


@pytest.fixture
def since(project: Project) -> int:
    """A moment after which the project has three entries of two kinds."""
    since_us = Moment.now().at_us
    for name in ("first", "=1+1;=2"):
        project.audit.keep(events.settings_changed([name]))
    project.audit.keep(events.audit_viewed())
    return since_us


def exported(project: Project) -> list[tuple[str, dict[str, object]]]:
    project.audit.flush()
    return [
        (str(entry.event.outcome), dict(entry.event.detail))
        for entry in project.audit.reader().oldest_first()
        if isinstance(entry, Entry) and entry.event.kind is Kind.AUDIT_EXPORTED
    ]


@pytest.mark.promise
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_file_of_some_entries_tells_to_what_and_how_many_are_left_out(
    project: Project, since: int, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"log.{form}"
    wanted = Wanted(kind=Kind.SETTINGS_CHANGED, since_us=since, until_us=since + 3_600_000_000)
    done = export_log(project.audit, target, "csv" if form == "csv" else "jsonl", wanted=wanted)
    assert done.entries == 2
    assert done.left_out >= 3
    lines = target.read_text().splitlines()
    told = {"entries": 2, "left_out": done.left_out}
    if form == "jsonl":
        head, *entries, tail = [json.loads(line) for line in lines]
        assert head["narrowed_to"] == wanted.told
        assert tail == told
        assert [one["detail"]["settings"] for one in entries] == [["first"], ["=1+1;=2"]]
    else:
        head, *rows, tail = list(csv.DictReader(lines))
        assert tuple(head) == COLUMNS
        assert (head["what"], json.loads(head["detail"])) == ("narrowed_to", wanted.told)
        assert (tail["what"], json.loads(tail["detail"])) == ("left_out", told)
        assert [one["what"] for one in rows] == ["settings_changed"] * 2
        assert ";'=2" in rows[1]["detail"]
    assert set(wanted.told) == {"what", "since", "until"}
    begun, ended = exported(project)
    assert (begun[0], ended[0]) == ("begun", "done")
    assert begun[1]["filters"] == ended[1]["filters"] == ["since", "until", "what"]
    assert ended[1]["entries"] == 2


def test_the_whole_log_says_nothing_of_what_is_left_out(
    project: Project, since: int, tmp_path: Path
) -> None:
    target = tmp_path / "log.jsonl"
    done = export_log(project.audit, target, "jsonl")
    assert done == ExportedLog(len(target.read_text().splitlines()) - 1, 0)
    assert "narrowed_to" not in target.read_text()
    assert "filters" not in exported(project)[0][1]
    nothing = export_log(
        project.audit, target, "jsonl", wanted=Wanted(until_us=since - 10**12), overwrite=True
    )
    assert nothing.entries == 0
    assert len(target.read_text().splitlines()) == 2
