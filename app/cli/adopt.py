"""`adopt`: take in clips that lie in the store already, such as the older system's."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Any

from app.cli.errors import UsageError
from app.cli.exit_codes import ExitCode, exit_code_of
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import opened_project
from app.cli.output import counted, print_json, size_text, time_text
from app.cli.progress import Progress
from app.failures import explain
from app.media.errors import MediaError
from app.session.adopting import Adopter, AdoptReport
from app.session.errors import CancelledError
from app.session.importing import ImportWatch
from crypto.errors import DecryptionError, UnknownKeyError
from models.errors import EventIdTakenError
from storage.base import ListedClip
from storage.errors import ClipNotFoundError

# What is wrong with one clip; of other trouble the next clip would have its share as well.
_OF_ONE_CLIP = (DecryptionError, UnknownKeyError, MediaError, EventIdTakenError, ClipNotFoundError)


def adopt_clips(arguments: Namespace) -> int:
    """Adopt clips one after the other; one that fails does not stop the others."""
    if arguments.all and arguments.events:
        raise UsageError("--all and event ids do not go together")
    if not (arguments.all or arguments.events or arguments.dry_run):
        raise UsageError("Name events, or say --all; --dry-run lists them")
    writing = not arguments.dry_run
    with opened_project(arguments, writing=writing) as project:
        adopter = Adopter(project)
        found = adopter.find(arguments.events)
        if arguments.dry_run:
            return _list(found, as_json=arguments.json)
        with cancelled_by_interrupt() as cancelled:
            return _adopt_all(adopter, found, arguments, cancelled)


def _list(found: Iterator[ListedClip], *, as_json: bool) -> int:
    facts = []
    for listed in found:
        facts.append(_facts(listed))
        if not as_json:
            size, when = size_text(listed.stored_size), time_text(listed.modified_at)
            print(f"{listed.stem}  {size}  {when}", flush=True)
    if as_json:
        print_json(facts)
    else:
        print(f"{counted(len(facts), 'clip')} that the project does not know.", file=sys.stderr)
    return ExitCode.DONE


def _adopt_all(
    adopter: Adopter,
    found: Iterator[ListedClip],
    arguments: Namespace,
    cancelled: Callable[[], bool],
) -> int:
    results: list[dict[str, Any]] = []
    code, added = ExitCode.DONE, 0
    for listed in found:
        try:
            with Progress(f"adopting {listed.stem}") as progress:
                report = adopter.adopt(
                    listed,
                    camera=arguments.camera,
                    watch=ImportWatch(progress.show, cancelled),
                )
        except CancelledError:
            print(f"{counted(added, 'clip')} adopted before the interrupt.", file=sys.stderr)
            raise
        except _OF_ONE_CLIP as error:
            line = explain(error).line
            print(f"safelight: {listed.stem}: {line}", file=sys.stderr)
            results.append({"event_id": listed.stem, "adopted": False, "error": line})
            code = code or exit_code_of(error)
            continue
        added += not report.duplicate
        results.append(_result(listed, report))
        if not arguments.json:
            print(_line(listed, report), flush=True)
    if arguments.json:
        print_json(results)
    else:
        print(f"{counted(added, 'clip')} adopted.", file=sys.stderr)
    return code


def _line(listed: ListedClip, report: AdoptReport) -> str:
    clip = report.clip
    if report.duplicate:
        return f"{listed.stem}  not adopted: the same footage is here as {clip.event_id}"
    sealed = "sealed" if clip.origin == "container" else f"{clip.origin}, not authenticated"
    return f"{clip.event_id}  {sealed}, {counted(clip.frame_count, 'frame')}"


def _result(listed: ListedClip, report: AdoptReport) -> dict[str, Any]:
    clip = report.clip
    return {
        "event_id": listed.stem if report.duplicate else clip.event_id,
        "adopted": not report.duplicate,
        "same_footage_as": clip.event_id if report.duplicate else None,
        "id": str(clip.id),
        "origin": str(clip.origin),
        "frame_count": clip.frame_count,
    }


def _facts(listed: ListedClip) -> dict[str, Any]:
    return {
        "event_id": listed.stem,
        "names": list(listed.names),
        "stored_size": listed.stored_size,
        "modified_at": listed.modified_at.isoformat(),
    }
