"""`migrate`: clips and rows of the older system become authenticated, while the project is used.

Ctrl+C ends it at once and cleanly, Ctrl+Z pauses it; to go on is to run it again.
"""

import json
import os
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from app.cli.errors import CommandError, UsageError
from app.cli.exit_codes import ExitCode, exit_code_of
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import can_ask, opened_project, passphrase_for
from app.cli.output import counted, print_json, size_text
from app.cli.progress import Progress
from app.failures import explain
from app.session.migrating.discard import DiscardReport
from app.session.migrating.report import FormCount, MigrationReport
from app.session.migrating.run import discard_old, look, migrate
from app.session.migrating.watch import MigrationWatch
from app.session.project import Project
from app.settings.keyring_memory import remember_generation
from app.settings.paths import Paths
from crypto.keyring_file import set_read_policy
from crypto.policy import ReadPolicy
from models.audit import events
from storage.clip_object import ClipFormat

_SHOWN_FAILURES = 20
_RAISED = "The keyring file allows nothing weaker than “authenticated” from now on."


def migrate_project(arguments: Namespace) -> int:
    """Migrate, or say what there is to migrate, or discard old objects."""
    if arguments.discard_old and arguments.dry_run:
        raise UsageError("--discard-old and --dry-run do not go together")
    if arguments.jobs < 1:
        raise UsageError("--jobs takes a number from 1")
    if arguments.require_authenticated and arguments.passphrase_file == "-":  # noqa: S105 - no password
        raise UsageError("--require-authenticated needs the passphrase twice: name a file")
    with opened_project(arguments, writing=not arguments.dry_run) as project:
        state_folder = Paths.of_this_machine().project_state(project.config.id)
        if arguments.discard_old:
            return _discard(project, state_folder, arguments)
        if arguments.require_authenticated and project.config.keyring_file is None:
            raise UsageError("without a keyring file, set ENCRYPTION_READ=authenticated instead")
        return _migrate(project, state_folder, arguments)


def _migrate(project: Project, state_folder: Path, arguments: Namespace) -> int:
    with cancelled_by_interrupt() as cancelled:
        shown = _Shown()
        with Progress("migrating") as progress:
            shown.progress = progress
            watch = MigrationWatch(shown.on_bytes, shown.on_rows, cancelled)
            report = migrate(
                project, state_folder, watch, jobs=arguments.jobs, dry_run=arguments.dry_run
            )
    raised = report.finished and arguments.require_authenticated
    if raised:
        _raise_policy(project, arguments)
    lines = report_lines(report)
    lines += [_RAISED] if raised else _what_now(project, report)
    if arguments.json:
        print_json(report.to_json())
    else:
        print("\n".join(lines))
    if (seconds := shown.seconds()) and shown.done_bytes:
        rate = size_text(round(shown.done_bytes / seconds))
        print(f"{size_text(shown.done_bytes)} in {seconds:.1f} s, {rate}/s", file=sys.stderr)
    if arguments.report is not None:
        _write(arguments.report, report.to_json(), lines)
    return _exit_code(report)


class _Shown:
    """Progress of rows and then of clips on standard error."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.done_bytes = 0
        self._began = 0.0
        self._ended = 0.0

    def on_rows(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress.show(done / max(total, 1))

    def on_bytes(self, done: int) -> None:
        self._ended = time.monotonic()
        self._began = self._began or self._ended
        self.done_bytes = done

    def seconds(self) -> float:
        return self._ended - self._began


def report_lines(report: MigrationReport) -> list[str]:
    """Return the report for people, a line for each fact."""
    rows, fields = report.fields.rows.total(), report.fields
    would = "would be " if report.dry_run else ""
    lines = []
    if rows:
        lines.append(
            f"rows without a tag: {rows}; {fields.migrated.total()} {would}taken over, "
            f"{len(fields.failures)} cannot be"
        )
        lines += [
            f"  {table}.{column}, {form}: {counted(count, 'value')}"
            for (table, column, form), count in sorted(fields.values.items())
        ]
        lines += _shortened(
            [
                f"  {one.table} {one.row_id}{f', {one.column}' if one.column else ''}: {one.reason}"
                for one in fields.failures
            ]
        )
    lines.append(f"clips that came as containers: {report.containers}")
    if report.migrated_before:
        lines.append(f"migrated before: {report.migrated_before}")
    lines.append(f"found raw or plain: {_forms(report.before)}")
    if not report.dry_run:
        lines.append(f"made into containers now: {_forms(report.converted)}")
        lines.append(f"still raw or plain: {_forms(report.left)}")
    if report.failed:
        lines.append(f"not converted and left as they were: {len(report.failed)}")
    troubles = [*report.failed, *report.unreadable]
    lines += _shortened([f"  {_printable(event)}: {why}" for event, why in troubles])
    if report.left_over.clips:
        size = size_text(report.left_over.stored_bytes)
        lines.append(f"old objects still in the store: {report.left_over.clips}, {size}")
    return lines


def _what_now(project: Project, report: MigrationReport) -> list[str]:
    """Say what a person does next."""
    lines = []
    if report.cancelled:
        lines.append("Cancelled. Run it again to go on.")
    if report.left_over.clips and not report.dry_run:
        lines.append("“safelight migrate --discard-old” takes the old objects away.")
    if not report.finished or not project.keyring.read_policy.allows(ReadPolicy.RAW_CBC):
        return lines
    how = (
        "set ENCRYPTION_READ=authenticated"
        if project.key_in_environment
        else "run it once more with --require-authenticated"
    )
    lines.append(f"Nothing weaker than “authenticated” is left: {how}, and nothing weaker is read.")
    return lines


def _raise_policy(project: Project, arguments: Namespace) -> None:
    """Let the keyring file allow authenticated forms only, from the next opening on."""
    file = project.config.keyring_file
    passphrase = passphrase_for(project.config, arguments)
    if file is None or passphrase is None:
        return
    generation = set_read_policy(file, ReadPolicy.AUTHENTICATED, passphrase=passphrase)
    remember_generation(Paths.of_this_machine(), project.config.id, generation)
    project.audit.note(events.settings_changed(["read policy"]))


def _exit_code(report: MigrationReport) -> int:
    if report.stopped is not None:
        print(f"safelight: {explain(report.stopped).line}", file=sys.stderr)
        return exit_code_of(report.stopped)
    if report.cancelled:
        return ExitCode.INTERRUPTED
    if report.failed or report.unreadable or report.fields.failures:
        return ExitCode.FAILED
    return ExitCode.DONE


def _discard(project: Project, state_folder: Path, arguments: Namespace) -> int:
    left_over = look(project, state_folder).left_over
    size = size_text(sum(one.old.stored_size for one in left_over))
    if left_over and not arguments.yes:
        if not can_ask():
            raise UsageError("nobody is here to confirm; say --yes")
        print(
            f"This takes {counted(len(left_over), 'old object')} ({size}) out of the store, each "
            "after its container was read whole. It cannot be undone.\n"
            "Type “discard” to go on: ",
            end="",
            file=sys.stderr,
            flush=True,
        )
        if sys.stdin.readline().strip().lower() != "discard":
            print("Nothing was discarded.", file=sys.stderr)
            return ExitCode.FAILED
    with cancelled_by_interrupt() as cancelled:
        report = discard_old(project, state_folder, MigrationWatch(cancelled=cancelled))
    _print_discarded(report, as_json=arguments.json)
    if report.cancelled:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if report.kept else ExitCode.DONE


def _print_discarded(report: DiscardReport, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "discarded": report.discarded,
                "discarded_bytes": report.discarded_bytes,
                "kept": [{"event_id": event, "reason": why} for event, why in report.kept],
            }
        )
        return
    print(f"discarded: {report.discarded}, {size_text(report.discarded_bytes)}")
    kept = [
        f"  {_printable(event)}: {why.rstrip('.')}. The old object was kept."
        for event, why in report.kept
    ]
    for line in _shortened(kept):
        print(line)


def _write(file: Path, as_json: dict[str, Any], lines: list[str]) -> None:
    """Write the report: JSON where the file is named so, else the text."""
    text = json.dumps(as_json, indent=2) if file.suffix == ".json" else "\n".join(lines)
    try:
        # Event ids are in it, so it is for its owner alone.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            target.write(f"{text}\n")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from error


def _forms(counts: dict[ClipFormat, FormCount]) -> str:
    parts = [
        f"{count.clips} {form} ({size_text(count.stored_bytes)})" for form, count in counts.items()
    ]
    return ", ".join(parts) or "none"


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - _SHOWN_FAILURES
    return lines if more <= 0 else [*lines[:_SHOWN_FAILURES], f"  … and {more} more (--json)"]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text)
