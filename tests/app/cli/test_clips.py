"""Clips by command: in, listed, looked at, out again, deleted."""

import json
import os
import signal
from datetime import UTC, datetime

import pytest

from app.cli.opening import opened_project
from app.cli.parser import build_parser
from app.cli.progress import Progress
from app.media.clip_clock import ClipClock
from app.session.clocks import change_clock, set_by_person
from tests.support.dated_footage import dated_clip


def imported(cli, video, *options: str) -> str:
    done = cli("import", video, *options)
    assert done.code == 0, done.err
    return done.out.strip()


def test_an_imported_clip_is_listed_with_what_was_said_of_it(cli, store_folder, video):
    event = imported(cli, video, "--event-id", "gate-7", "--camera", "north", "--name", "dock")
    assert event == "gate-7"
    (listed,) = json.loads(cli("ls", "--json").out)
    assert listed["event_id"] == "gate-7"
    assert listed["camera"] == "north"
    assert listed["name"] == "dock"
    assert listed["frame_count"] == 30
    assert listed["tracks"] == 0
    table = cli("ls").out.splitlines()
    assert len(table) == 2
    assert table[0].startswith("EVENT")
    assert table[1].split()[:3] == ["gate-7", "dock", "north"]


def test_the_plain_original_stays_and_that_is_said(cli, store_folder, video, footage):
    done = cli("import", video)
    assert "plain original is still there" in done.err
    assert video.read_bytes() == footage


def test_without_a_name_the_clip_has_its_files(cli, store_folder, video):
    imported(cli, video)
    assert json.loads(cli("ls", "--json").out)[0]["name"] == "dock gate"


@pytest.mark.promise
def test_an_exported_clip_is_the_original_to_the_byte(cli, store_folder, video, footage, tmp_path):
    event = imported(cli, video)
    done = cli("export", "clip", event, "--out", tmp_path / "out.mp4")
    assert done.code == 0
    assert "plaintext" in done.err
    assert (tmp_path / "out.mp4").read_bytes() == footage
    assert (tmp_path / "out.mp4").stat().st_mode & 0o777 == 0o600


def test_an_export_never_replaces_a_file_unasked(cli, store_folder, video, footage, tmp_path):
    event = imported(cli, video)
    target = tmp_path / "out.mp4"
    target.write_bytes(b"precious")
    assert cli("export", "clip", event, "--out", target).code == 1
    assert target.read_bytes() == b"precious"
    assert cli("export", "clip", event, "--out", target, "--force").code == 0
    assert target.read_bytes() == footage


def test_an_export_is_logged_by_ids_alone(cli, store_folder, video, tmp_path, caplog):
    event = imported(cli, video, "--event-id", "gate-7")
    clip_id = json.loads(cli("info", event, "--json").out)["id"]
    caplog.set_level("INFO")
    cli("export", "clip", event, "--out", tmp_path / "out.mp4")
    lines = [record.getMessage() for record in caplog.records if "EXPORT" in record.getMessage()]
    assert len(lines) == 1
    assert clip_id in lines[0]
    assert "gate-7" not in caplog.text
    assert "dock gate" not in caplog.text


def test_an_exported_frame_is_a_png(cli, store_folder, video, tmp_path):
    event = imported(cli, video)
    done = cli("export", "frame", event, "--frame", 29, "--out", tmp_path / "f.png")
    assert done.code == 0
    assert "frame 29 in plaintext" in done.err
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("frame", [-1, 30, 10**9])
def test_a_frame_that_is_not_there_is_not_found(cli, store_folder, video, tmp_path, frame):
    event = imported(cli, video)
    done = cli("export", "frame", event, f"--frame={frame}", "--out", tmp_path / "f.png")
    assert done.code == 4
    assert not (tmp_path / "f.png").exists()


def test_info_tells_what_is_known(cli, store_folder, video):
    event = imported(cli, video)
    facts = json.loads(cli("info", event, "--json").out)
    assert facts["keyframes"] == facts["boxes"] == 0
    assert facts["objects"][0]["name"] == f"{event}.slc"
    assert event in cli("info", event).out


def lines_of(text: str) -> dict[str, str]:
    """Read what `print_facts` printed."""
    parts = (line.partition(" ") for line in text.splitlines())
    return {name: value.strip() for name, _, value in parts}


def test_info_tells_the_clock_and_the_timecode_of_the_file(cli, store_folder, footage, tmp_path):
    dated = tmp_path / "dated.mov"
    tags = {"creation_time": "2026-11-22T07:14:03Z", "timecode": "10:00:00:00"}
    dated.write_bytes(dated_clip(footage, tags))
    event = imported(cli, dated)
    shown = lines_of(cli("info", event).out)
    assert shown["recorded"] == "2026-11-22 07:14:03+00:00"
    assert shown["clock"] == "from the file, no drift measured"
    assert shown["timecode"] == "10:00:00:00"
    facts = json.loads(cli("info", event, "--json").out)
    assert facts["recorded_at"] == "2026-11-22T07:14:03+00:00"
    assert (facts["clock_source"], facts["clock_zone"]) == ("file", None)
    assert (facts["clock_drift_ppm"], facts["start_timecode"]) == (0.0, "10:00:00:00")


def test_info_tells_a_clock_that_a_person_has_set_with_zone_and_drift(cli, store_folder, video):
    event = imported(cli, video)
    assert lines_of(cli("info", event).out)["clock"] == "-"
    assert json.loads(cli("info", event, "--json").out)["clock_source"] is None
    arguments = build_parser().parse_args(["ls"])
    with opened_project(arguments, writing=True) as project:
        clock = ClipClock(datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC), -23.15)
        (clip,) = project.clips()
        change_clock(
            project.store, clip, set_by_person(clock, "Europe/Berlin"), rights=project.rights
        )
    shown = lines_of(cli("info", event).out)
    assert shown["clock"] == "set by a person, Europe/Berlin, loses 2.0 s a day (-23.1 ppm)"
    (listed,) = json.loads(cli("ls", "--json").out)
    assert (listed["clock_source"], listed["clock_zone"]) == ("person", "Europe/Berlin")
    assert listed["clock_drift_ppm"] == -23.15


@pytest.mark.parametrize(
    "command", [["info", "nobody"], ["delete", "nobody", "--yes"],
                ["export", "clip", "nobody", "--out", "never.mp4"]],
)  # fmt: skip
def test_an_unknown_event_is_not_found(cli, store_folder, command):
    done = cli(*command)
    assert done.code == 4
    assert done.err.startswith("safelight: No such clip")


def test_the_same_file_twice_is_one_clip(cli, store_folder, video):
    first = imported(cli, video)
    again = cli("import", video, "--json")
    assert again.code == 0
    assert "already" in again.err
    (report,) = json.loads(again.out)
    assert report["duplicate"] is True
    assert report["event_id"] == first
    assert len(json.loads(cli("ls", "--json").out)) == 1


def test_a_file_that_is_no_video_does_not_stop_the_others(cli, store_folder, video, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("not a video\n" * 50)
    done = cli("import", text, tmp_path / "absent.mp4", video)
    assert done.code == 1
    assert "notes.txt" in done.err
    assert "absent.mp4" in done.err
    assert len(json.loads(cli("ls", "--json").out)) == 1
    assert len(list(store_folder.glob("*.slc"))) == 1


def test_a_taken_event_id_is_refused_and_the_first_clip_stays(cli, store_folder, video, tmp_path):
    imported(cli, video, "--event-id", "gate-7")
    other = tmp_path / "other.mp4"
    other.write_bytes(video.read_bytes() + bytes(8))
    done = cli("import", other, "--event-id", "gate-7")
    assert done.code == 1
    assert "event id" in done.err
    assert cli("info", "gate-7").code == 0


def test_one_event_id_does_not_go_with_two_files(cli, store_folder, video):
    assert cli("import", video, video, "--event-id", "gate-7").code == 2


@pytest.mark.promise
def test_an_interrupted_import_leaves_nothing_behind(cli, store_folder, video, monkeypatch):
    shown: list[float] = []

    def interrupt(_progress: Progress, share: float) -> None:
        shown.append(share)
        if share > 0.5 and max(shown[:-1], default=0) <= 0.5:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Progress, "show", interrupt)
    done = cli("import", video)
    assert done.code == 130
    assert list(store_folder.iterdir()) == []
    assert json.loads(cli("ls", "--json").out) == []


def test_delete_counts_and_needs_a_word(cli, store_folder, video, typed):
    event = imported(cli, video)
    typed("no\n")
    refused = cli("delete", event)
    assert refused.code == 1
    assert "0 tracks" in refused.err
    typed("delete\n")
    assert cli("delete", event).code == 0
    assert list(store_folder.iterdir()) == []
    assert cli("info", event).code == 4


def test_delete_without_anybody_to_ask_needs_yes(cli, store_folder, video, monkeypatch):
    event = imported(cli, video)
    assert cli("delete", event).code == 2
    done = cli("delete", event, "--yes", "--json")
    assert done.code == 0
    assert json.loads(done.out)["tracks"] == 0


def test_no_clips_is_no_error(cli, store_folder):
    done = cli("ls")
    assert done.code == 0
    assert done.out == ""
    assert "import" in done.err


def test_a_name_cannot_steer_the_terminal(cli, store_folder, video):
    event = imported(cli, video, "--name", "\x1b[2Jgone\r")
    for done in (cli("ls"), cli("info", event)):
        assert "\x1b" not in done.out
        assert "gone" in done.out
