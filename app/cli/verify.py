"""`verify`: is all footage what was stored, and if not, what is lost and what can be saved?"""

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from app.cli.errors import UsageError
from app.cli.exit_codes import ExitCode, exit_code_of
from app.cli.finding_words import line_of
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import can_ask, opened_project
from app.cli.output import counted, print_json, size_text
from app.cli.progress import Progress
from app.failures import explain
from app.session.errors import ExportTargetError, MasksInForceError
from app.session.project import Project
from app.session.salvage import Salvaged, salvage
from app.session.verifying.findings import ClipFinding, Verdict
from app.session.verifying.verifier import Verifier, VerifyWatch
from crypto.errors import DecryptionError, LockedError
from models.audit import events
from storage.errors import StorageError

# The first of these that some clip has is what a script hears of.
_CODES = (
    (
        {
            Verdict.ALTERED,
            Verdict.CUT,
            Verdict.DAMAGED,
            Verdict.EXTENDED,
            Verdict.REWRITTEN,
            Verdict.REFUSED,
            Verdict.CANNOT_BE_OPENED,
        },
        ExitCode.REFUSED,
    ),
    ({Verdict.MISSING}, ExitCode.NOT_FOUND),
    ({Verdict.WRONG_KEY}, ExitCode.KEY),
    ({Verdict.UNREACHABLE}, ExitCode.UNAVAILABLE),
)


class _ByteProgress(Progress):
    """Also says how fast stored bytes are read."""

    def __init__(self, total: int) -> None:
        super().__init__("verifying")
        self._total = max(total, 1)
        self._began_at = time.monotonic()
        self.done = 0

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self._began_at, 1e-9)

    def show_bytes(self, done: int) -> None:
        """Show that so many stored bytes were read."""
        self.done = done
        self._label = f"verifying, {size_text(round(done / self.seconds))}/s"
        self.show(min(done / self._total, 1.0))


def verify_clips(arguments: Namespace) -> int:
    """Verify clips one by one or all; on request save what is left of damaged ones."""
    _require_consent(arguments)
    findings: list[ClipFinding] = []
    saved: list[Salvaged] = []
    code = ExitCode.DONE
    with opened_project(arguments) as project, cancelled_by_interrupt() as cancelled:
        verifier = Verifier(project)
        targets = list(verifier.targets(arguments.events))
        with _ByteProgress(sum(target.stored_size for target in targets)) as progress:
            watch = VerifyWatch(progress.show_bytes, cancelled)
            for finding in verifier.verify(targets, jobs=arguments.jobs, watch=watch):
                findings.append(finding)
                if not arguments.json:
                    print(line_of(finding), flush=True)
        if arguments.salvage is not None:
            for finding in findings:
                code = code or _salvage_one(project, finding, arguments, cancelled, saved)
    code = _code(findings) or code
    if arguments.json:
        print_json(_summary(findings, saved, progress))
    else:
        print(_closing_words(findings, progress), file=sys.stderr)
    return code


def _require_consent(arguments: Namespace) -> None:
    if arguments.jobs < 1:
        raise UsageError("--jobs is at least 1")
    if not arguments.in_clear:
        return
    if arguments.salvage is None:
        raise UsageError("--in-clear goes with --salvage")
    if arguments.yes:
        return
    if not can_ask():
        raise UsageError("nobody is here to confirm that plaintext is written; say --yes")
    print(
        "What can be saved will be written in clear: whoever can read the files sees it.\n"
        "Type “clear” to go on: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    if sys.stdin.readline().strip().lower() != "clear":
        raise UsageError("nothing was verified and nothing was written")


def _noted(
    project: Project, finding: ClipFinding, arguments: Namespace
) -> AbstractContextManager[None]:
    """Note that something is written in clear, if it is.

    Raises:
        MasksInForceError: it would show what is masked.
    """
    if not arguments.in_clear:
        return nullcontext()
    if finding.clip is not None:
        project.exports.require_unmasked(finding.clip)
    clip_id = None if finding.clip is None else finding.clip.id
    target = arguments.salvage / finding.event_id
    return project.audit.exporting(
        lambda outcome: events.exported("salvaged", target, outcome=outcome, clip_id=clip_id)
    )


def _salvage_one(
    project: Project,
    finding: ClipFinding,
    arguments: Namespace,
    cancelled: Callable[[], bool],
    saved: list[Salvaged],
) -> ExitCode:
    total = max(finding.cleartext_size, 1)
    try:
        with (
            Progress(f"salvaging {finding.event_id}") as progress,
            _noted(project, finding, arguments),
        ):
            made = salvage(
                project.storage,
                project.keyring,
                finding,
                arguments.salvage,
                rights=project.rights,
                in_clear=arguments.in_clear,
                progress=lambda done: progress.show(done / total),
                cancelled=cancelled,
            )
    except LockedError:
        raise
    except (ExportTargetError, MasksInForceError, StorageError, DecryptionError) as error:
        print(f"safelight: {finding.event_id}: {explain(error).line}", file=sys.stderr)
        return exit_code_of(error)
    if made is None:
        return ExitCode.DONE
    saved.append(made)
    zeros = sum(map(len, made.zeroed))
    print(
        f"{made.copy}: {size_text(made.size)}, of which {size_text(zeros)} are zeros.",
        file=sys.stderr,
    )
    if made.in_clear:
        print("It is not encrypted: whoever can read the file sees it.", file=sys.stderr)
    return ExitCode.DONE


def _code(findings: list[ClipFinding]) -> ExitCode:
    verdicts = {finding.verdict for finding in findings}
    return next((code for kinds, code in _CODES if kinds & verdicts), ExitCode.DONE)


def _summary(
    findings: list[ClipFinding], saved: list[Salvaged], progress: _ByteProgress
) -> dict[str, Any]:
    return {
        "well": all(finding.is_well for finding in findings),
        "stored_bytes": progress.done,
        "seconds": round(progress.seconds, 3),
        "clips": [finding.to_json() for finding in findings],
        "salvaged": [
            {"copy": str(made.copy), "report": str(made.report), "in_clear": made.in_clear}
            for made in saved
        ],
    }


def _closing_words(findings: list[ClipFinding], progress: _ByteProgress) -> str:
    bad = sum(not finding.is_well for finding in findings)
    rate = size_text(round(progress.done / progress.seconds))
    verified = f"{counted(len(findings), 'clip')}, {size_text(progress.done)} read at {rate}/s"
    return f"{verified}: {'all is well' if not bad else counted(bad, 'clip') + ' not well'}."
