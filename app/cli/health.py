"""What `doctor` looks at.

A check never raises: what goes wrong in it is its finding. Nothing is changed, but for a database
that is new or of an older version, which opening it makes or upgrades, as any other command does.
"""

import io
import platform
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.metadata import PackageNotFoundError, version

from app.cli.opening import opened_project
from app.cli.output import printable
from app.failures import explain
from app.media.index.building import build_index
from app.media.pictures.still import still_png
from app.session.project import Project
from app.session.review.verdicts import unproven
from app.session.store_check import left_out, step_title, verdict
from app.settings.errors import SettingsError
from app.settings.paths import Paths
from app.version import VERSION
from crypto.errors import EncryptionError
from crypto.health import self_test
from models.errors import ModelError
from models.records import ClipState
from storage.errors import StorageError, StorageUnavailableError
from storage.location import stem_of
from storage.s3.check import CheckStep, check_connection

_PARTS = ("PySide6-Essentials", "av", "opencv-python-headless", "cryptography", "SQLAlchemy")
# The clip that ships with the program, in `resources/health`.
_SAMPLE_FRAMES = 12
_MOST_NAMED = 5


class Verdict(StrEnum):
    """NOTE: worth knowing, not wrong."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


_VERDICTS = {"ok": Verdict.OK, "warn": Verdict.NOTE, "bad": Verdict.BAD}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in a line."""

    subject: str
    verdict: Verdict
    text: str

    def to_json(self) -> dict[str, str]:
        return {"subject": self.subject, "verdict": self.verdict.value, "text": self.text}


def examine_installation() -> Iterator[Finding]:
    """Check what does not depend on a project."""
    yield _versions()
    yield _checked("encryption", _examine_encryption)
    yield _checked("decoder", _examine_decoder)
    yield _checked("folders", _examine_folders)


def examine_project(arguments: Namespace) -> Iterator[Finding]:
    """Check the project that `arguments` lead to: its key, its database, its clip store."""
    try:
        with opened_project(arguments) as project:
            yield Finding("key", Verdict.OK, f"{_key_source(project)}, {project.keyring.short_id}")
            yield _checked("database", lambda: _examine_database(project))
            yield _checked("verdicts", lambda: _examine_verdicts(project))
            yield from _examine_clips(project)
    except EncryptionError as error:
        yield Finding("key", Verdict.BAD, explain(error).line)
    except ModelError as error:
        yield Finding("database", Verdict.BAD, explain(error).line)
    except StorageError as error:
        yield Finding("clip store", Verdict.BAD, explain(error).line)
    except Exception as error:  # noqa: BLE001 - a health check reports, whatever it is
        yield Finding("project", Verdict.BAD, explain(error).line)


def _checked(subject: str, check: Callable[[], tuple[Verdict, str]]) -> Finding:
    try:
        return Finding(subject, *check())
    except Exception as error:  # noqa: BLE001 - a health check reports, whatever it is
        return Finding(subject, Verdict.BAD, explain(error).line)


def _versions() -> Finding:
    missing = []
    found = [f"Safelight {VERSION}", f"Python {platform.python_version()}"]
    for part in _PARTS:
        try:
            found.append(f"{part} {version(part)}")
        except PackageNotFoundError:
            missing.append(part)
    text = ", ".join(found)
    if missing:
        return Finding("versions", Verdict.BAD, f"{text}; missing: {', '.join(missing)}")
    return Finding("versions", Verdict.OK, text)


def _examine_encryption() -> tuple[Verdict, str]:
    self_test()
    return Verdict.OK, "the known answers come out"


def _examine_decoder() -> tuple[Verdict, str]:
    clip = (resources.files("resources") / "health" / "clip.mp4").read_bytes()
    index = build_index(io.BytesIO(clip))
    still_png(io.BytesIO(clip), index, _SAMPLE_FRAMES - 1)
    if index.frame_count != _SAMPLE_FRAMES:
        return Verdict.BAD, f"{index.frame_count} frames found where {_SAMPLE_FRAMES} are"
    return Verdict.OK, "a clip is indexed and its last frame decoded"


def _examine_folders() -> tuple[Verdict, str]:
    paths = Paths.of_this_machine()
    paths.make()
    return Verdict.OK, f"settings {paths.config}, data {paths.data}, state {paths.state}"


def _key_source(project: Project) -> str:
    return "from the environment" if project.key_in_environment else "from the keyring file"


def _examine_database(project: Project) -> tuple[Verdict, str]:
    clips = len(project.clips())
    tracks = sum(project.store.track_counts().values())
    text = f"{project.database_label}, {_counted(clips, 'clip')}, {_counted(tracks, 'track')}"
    if project.read_only is not None:
        return Verdict.BAD, f"{text}; {explain(project.read_only).line}"
    return Verdict.OK, text


def _examine_verdicts(project: Project) -> tuple[Verdict, str]:
    """Look for clips that are said to be accepted, and that nobody has signed for."""
    clips = project.clips()
    accepted = sum(clip.state is ClipState.ACCEPTED for clip in clips)
    text = f"{_counted(accepted, 'clip')} accepted"
    if without := unproven(project, clips):
        names = ", ".join(printable(clip.event_id) for clip in without[:_MOST_NAMED])
        more = ", …" if len(without) > _MOST_NAMED else ""
        return Verdict.BAD, f"{text}; no signed verdict says so of {len(without)}: {names}{more}"
    return Verdict.OK, text


def _examine_clips(project: Project) -> Iterator[Finding]:
    """Check the store; the way to a bucket first, step by step, and no further than it leads."""
    try:
        bucket = project.config.bucket
    except SettingsError as error:
        yield Finding("clip store", Verdict.BAD, explain(error).line)
        return
    if bucket is not None:
        report = check_connection(bucket)
        found = verdict(report)
        yield from (
            _step_finding(step, _VERDICTS[found.tone], left_out(step, report.steps))
            for step in report.steps
        )
        yield Finding("connection", _VERDICTS[found.tone], found.line)
        if not report.can_read:
            return
    yield _checked("clip store", lambda: _examine_store(project, named_only=bucket is not None))


def _step_finding(step: CheckStep, failed: Verdict, lacks: str) -> Finding:
    if step.ok is None and lacks:
        return Finding("connection", Verdict.NOTE, f"{step_title(step.name)}: {lacks}")
    if step.ok is None:
        return Finding("connection", Verdict.NOTE, f"{step_title(step.name)}: left out")
    if step.ok:
        took = f"{step.seconds * 1000:.0f} ms"
        return Finding("connection", Verdict.OK, f"{step_title(step.name)} ({took})")
    return Finding("connection", failed, f"{step_title(step.name)}: no")


def _examine_store(project: Project, *, named_only: bool) -> tuple[Verdict, str]:
    """Hold the store against the rows: footage that is missing, footage that nobody names.

    `named_only` believes the listing and opens nothing, which over a network takes too long.
    """
    known = {stem_of(clip.store_id) for clip in project.clips()}
    try:
        stored = (
            {listed.stem for listed in project.storage.entries()}
            if named_only
            else {stem_of(clip.event_id) for clip in project.storage.list()}
        )
    except StorageUnavailableError:
        if known:
            raise
        return Verdict.NOTE, f"{project.storage.location} is not there yet; an import makes it"
    text = f"{project.storage.location}, {_counted(len(stored), 'clip')}"
    if missing := len(known - stored):
        lost = "is not there" if named_only else "is not there or not readable"
        return Verdict.BAD, f"{text}; the footage of {_counted(missing, 'clip')} {lost}"
    if unnamed := len(stored - known):
        belong = "belongs" if unnamed == 1 else "belong"
        return Verdict.NOTE, f"{text}; {unnamed} of them {belong} to no clip of this project"
    return Verdict.OK, text


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
