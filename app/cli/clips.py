"""`import`, `ls`, `info` and `delete`."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.clock_words import clock_facts, clock_text
from app.cli.errors import UsageError
from app.cli.exit_codes import ExitCode, exit_code_of
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import can_ask, find_clip, opened_project
from app.cli.output import (
    counted,
    duration_text,
    print_facts,
    print_json,
    print_table,
    recorded_text,
    size_text,
    time_text,
)
from app.cli.progress import Progress
from app.failures import explain
from app.media.errors import MediaError
from app.session.authenticity import AuthenticityKind, authenticity
from app.session.errors import CancelledError, SessionError
from app.session.importing import ClipDetails, ImportReport, ImportWatch
from app.session.project import Project
from models.records import ClipRecord, DeletedCounts
from storage.errors import ClipExistsError


def import_files(arguments: Namespace) -> int:
    """Import the files one after the other; one that fails does not stop the others."""
    if len(arguments.files) > 1 and (arguments.event_id or arguments.name):
        raise UsageError("--event-id and --name go with one file only")
    reports: list[ImportReport] = []
    code = ExitCode.DONE
    with opened_project(arguments, writing=True) as project, cancelled_by_interrupt() as cancelled:
        # Under another key than the project's nothing may be added: rows of both would mix.
        project.clips()
        for file in arguments.files:
            try:
                reports.append(_import_one(project, file, arguments, cancelled))
            except CancelledError:
                raise
            except (SessionError, MediaError, ClipExistsError) as error:
                print(f"safelight: {file}: {explain(error).line}", file=sys.stderr)
                code = code or exit_code_of(error)
    if arguments.json:
        print_json([_imported(report) for report in reports])
    return code


def list_clips(arguments: Namespace) -> int:
    """List the project's clips."""
    with opened_project(arguments) as project:
        clips, tracks = project.clips(), project.store.track_counts()
    if arguments.json:
        print_json([{**_facts(clip), "tracks": tracks.get(clip.id, 0)} for clip in clips])
        return ExitCode.DONE
    if not clips:
        print("No clips yet: “safelight import FILE” brings one in.", file=sys.stderr)
        return ExitCode.DONE
    print_table(
        (
            "EVENT",
            "NAME",
            "CAMERA",
            "RECORDED",
            "LENGTH",
            "FRAMES",
            "SIZE",
            "TRACKS",
            "STATE",
            "SEALED",
        ),
        [
            (
                clip.event_id,
                clip.name,
                clip.camera,
                recorded_text(clip.recorded_at),
                duration_text(_seconds(clip)),
                str(clip.frame_count),
                size_text(clip.cleartext_size),
                str(tracks.get(clip.id, 0)),
                clip.state.value.replace("_", " "),
                _sealed_word(clip),
            )
            for clip in clips
        ],
        right="LENGTH FRAMES SIZE TRACKS",
    )
    return ExitCode.DONE


def show_clip(arguments: Namespace) -> int:
    """Show what is known of one clip."""
    with opened_project(arguments) as project:
        clip = find_clip(project, arguments.event)
        counts = project.deletion_counts(clip.id)
        location = project.storage.location
    if arguments.json:
        print_json({**_facts(clip), **_counts(counts), "objects": list(clip.objects)})
        return ExitCode.DONE
    stored = [f"{entry['name']} ({size_text(entry['stored_size'])})" for entry in clip.objects]
    print_facts(
        [
            ("event", clip.event_id),
            ("name", clip.name),
            ("camera", clip.camera or "-"),
            ("recorded", recorded_text(clip.recorded_at)),
            ("clock", clock_text(clip)),
            ("timecode", clip.start_timecode or "-"),
            ("imported", time_text(clip.created_at)),
            ("state", clip.state.value.replace("_", " ")),
            ("picture", f"{clip.width}x{clip.height}, {clip.codec}, turned {clip.rotation}°"),
            ("length", f"{duration_text(_seconds(clip))}, {clip.frame_count} frames"),
            ("size", size_text(clip.cleartext_size)),
            ("stored", f"{', '.join(stored)} in {location}"),
            ("sealed", authenticity_text(clip)),
            ("annotation", _counted(counts)),
        ]
    )
    return ExitCode.DONE


def delete_clip(arguments: Namespace) -> int:
    """Delete a clip, what is derived from it and its annotation, after a count and a question."""
    with opened_project(arguments, writing=True) as project:
        clip = find_clip(project, arguments.event)
        counts = project.deletion_counts(clip.id)
        if not arguments.yes:
            if not can_ask():
                raise UsageError("nobody is here to confirm; say --yes")
            print(
                f"This deletes the clip {clip.event_id} ({size_text(clip.cleartext_size)}) "
                f"and {_counted(counts)}. It cannot be undone.\nType “delete” to go on: ",
                end="",
                file=sys.stderr,
                flush=True,
            )
            if sys.stdin.readline().strip().lower() != "delete":
                print("Nothing was deleted.", file=sys.stderr)
                return ExitCode.FAILED
        counts = project.delete_clip(clip.id)
    if arguments.json:
        print_json({"id": str(clip.id), "event_id": clip.event_id, **_counts(counts)})
    else:
        print(f"deleted {clip.event_id} with {_counted(counts)}")
    return ExitCode.DONE


def _import_one(
    project: Project, file: Path, arguments: Namespace, cancelled: Callable[[], bool]
) -> ImportReport:
    details = ClipDetails(
        event_id=arguments.event_id or "", name=arguments.name or "", camera=arguments.camera
    )
    with Progress(f"importing {file.name}") as progress:
        report = project.import_clip(file, details, ImportWatch(progress.show, cancelled))
    if report.duplicate:
        print(f"{file}: is in the project already, nothing was stored", file=sys.stderr)
    else:
        print(f"{file}: sealed; the plain original is still there", file=sys.stderr)
    if not arguments.json:
        print(report.clip.event_id)
    return report


def _imported(report: ImportReport) -> dict[str, Any]:
    return {
        **_facts(report.clip),
        "duplicate": report.duplicate,
        "original": None if report.original is None else str(report.original),
    }


def _facts(clip: ClipRecord) -> dict[str, Any]:
    return {
        "id": str(clip.id),
        "event_id": clip.event_id,
        "name": clip.name,
        "camera": clip.camera,
        "state": clip.state.value,
        "origin": str(clip.origin),
        "authenticity": authenticity(clip).kind.value,
        "authentic_since": None
        if clip.authentic_since is None
        else clip.authentic_since.isoformat(),
        "width": clip.width,
        "height": clip.height,
        "rotation": clip.rotation,
        "frame_count": clip.frame_count,
        "time_base": str(clip.time_base),
        "duration_s": round(_seconds(clip), 6),
        "codec": clip.codec,
        **clock_facts(clip),
        "created_at": clip.created_at.isoformat(),
        "size_bytes": clip.cleartext_size,
    }


def _counts(counts: DeletedCounts) -> dict[str, int]:
    return {"tracks": counts.tracks, "keyframes": counts.keyframes, "boxes": counts.boxes}


def _counted(counts: DeletedCounts) -> str:
    return (
        f"{counted(counts.tracks, 'track')} with {counted(counts.keyframes, 'keyframe')}, "
        f"{counted(counts.boxes, 'single-frame box', 'es')}"
    )


def _seconds(clip: ClipRecord) -> float:
    """Return the time from the first frame's pts to the last one's."""
    return float(clip.duration_pts * clip.time_base)


def authenticity_text(clip: ClipRecord) -> str:
    """Return what vouches for a clip, and since when."""
    found = authenticity(clip)
    match found.kind:
        case AuthenticityKind.PLAIN:
            return "no: stored in clear (“safelight migrate” seals it)"
        case AuthenticityKind.NOT_AUTHENTICATED:
            return "not authenticated (“safelight migrate” seals it anew)"
    if found.since is None:
        return "yes"
    return f"authentic since {time_text(found.since)}, not before: came as {clip.origin}"


def _sealed_word(clip: ClipRecord) -> str:
    found = authenticity(clip)
    if found.kind is AuthenticityKind.AUTHENTICATED:
        return "yes" if found.since is None else f"since {found.since.astimezone():%Y-%m-%d}"
    return found.kind.value.replace("-", " ")
