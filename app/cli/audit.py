"""`audit verify` and `audit export`: is the log what was written, and what does it say?"""

import sys
from argparse import Namespace

from app.cli.audit_narrowing import check_narrowing, wanted_of
from app.cli.errors import UsageError
from app.cli.exit_codes import ExitCode
from app.cli.interrupt import cancelled_by_interrupt
from app.cli.opening import can_ask, opened_project
from app.cli.output import counted, print_json
from app.cli.progress import Progress
from app.session.audit.export import FORMS, Form, export_log
from app.session.errors import CancelledError
from models.audit import events
from models.audit.findings import REMARKS, Finding, Report, Trouble

_WORDS = {
    Trouble.ALTERED: "was altered",
    Trouble.MISSING: "is missing",
    Trouble.MOVED: "was moved here from {origin}",
    Trouble.REPEATED: "repeats {origin}",
    Trouble.FOREIGN: "was taken from {origin}",
    Trouble.CUT: "was cut off at the end",
    Trouble.REWRITTEN: "is not the one that this computer saw: all up to it may be written anew",
    Trouble.HEAD_ALTERED: "bears a signature that is not the device's",
    Trouble.HEAD_MISSING: "the device's signature is missing",
    Trouble.DEVICE_ALTERED: "its row was altered",
    Trouble.DEVICE_MISSING: "the project does not know it any more",
    Trouble.ENDORSEMENT_MISSING: "the log tells that it was vouched for, and its row does not",
    Trouble.NOT_ENDORSED: "no device that is known vouches for it",
    Trouble.NOTE_ALTERED: "what this computer remembered of the log was altered",
}


def verify_log(arguments: Namespace) -> int:
    """Check all chains and name what is wrong."""
    with opened_project(arguments) as project, cancelled_by_interrupt() as cancelled:
        project.audit.guard()
        project.audit.keep(events.audit_viewed(["verify"]))
        with Progress("verifying the audit log") as progress:
            report = project.audit.verify(
                progress=lambda done, total: progress.show(done / max(total, 1)),
                cancelled=cancelled,
            )
    if not report.complete:
        raise CancelledError("the audit log was not read to its end")
    if arguments.json:
        print_json(_summary(report))
    else:
        for finding in report.findings:
            print(line_of(finding))
        print(_closing_words(report), file=sys.stderr)
    return ExitCode.DONE if report.sound else ExitCode.REFUSED


def export_entries(arguments: Namespace) -> int:
    """Write all entries, or those that the options ask for, to a file in clear."""
    form = _form_of(arguments)
    check_narrowing(arguments)
    _require_consent(arguments)
    with (
        opened_project(arguments) as project,
        cancelled_by_interrupt() as cancelled,
        Progress("exporting the audit log") as progress,
    ):
        exported = export_log(
            project.audit,
            arguments.out,
            form,
            wanted=wanted_of(arguments, project),
            overwrite=arguments.force,
            progress=lambda done, total: progress.show(done / max(total, 1)),
            cancelled=cancelled,
        )
    entries = _entries(exported.entries)
    if exported.left_out:
        entries = f"{entries}, without {exported.left_out} that you did not ask for,"
    print(
        f"{arguments.out}: {entries} in plaintext. It is not encrypted: whoever can read the file "
        "sees who did what.",
        file=sys.stderr,
    )
    return ExitCode.DONE


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def line_of(finding: Finding) -> str:
    """Return what is wrong in one line, which names the device and the entry."""
    origin = ""
    if finding.origin is not None:
        device_id, seq = finding.origin
        origin = f"entry {seq}"
        if device_id != finding.device_id:
            origin = f"{origin} of device {device_id.hex()[:8]}"
    words = _WORDS[finding.trouble].format(origin=origin)
    place = f"device {finding.device_id.hex()[:8]}" if finding.device_id else "this computer"
    if finding.seq and finding.until > finding.seq:
        words = words.replace("is ", "are ", 1).replace("was ", "were ", 1)
        place = f"{place}, entries {finding.seq} to {finding.until}"
    elif finding.seq:
        place = f"{place}, entry {finding.seq}"
    return f"{place}: {words}"


def _closing_words(report: Report) -> str:
    size = f"{_entries(report.entries)} of {counted(report.chains, 'device')}"
    if not report.sound:
        troubles = [one for one in report.findings if one.trouble not in REMARKS]
        return f"{size}. The log is not what was written: {counted(len(troubles), 'finding')}."
    words = f"{size}. The log is what was written."
    if not report.remembered:
        words = f"{words} This computer does not remember how long it was."
    return words


def _summary(report: Report) -> dict[str, object]:
    return {
        "sound": report.sound,
        "entries": report.entries,
        "devices": report.chains,
        "remembered": report.remembered,
        "findings": [
            {
                "trouble": one.trouble.value,
                "device": one.device_id.hex(),
                "first": one.seq,
                "last": one.until,
                "origin": None if one.origin is None else [one.origin[0].hex(), one.origin[1]],
            }
            for one in report.findings
        ],
    }


def _form_of(arguments: Namespace) -> Form:
    if arguments.form is not None:
        form: Form = arguments.form
        return form
    ending = arguments.out.suffix.lower().removeprefix(".")
    for known in FORMS:
        if ending == known:
            return known
    raise UsageError("--out ends in .jsonl or .csv, or --form says which it is")


def _require_consent(arguments: Namespace) -> None:
    if arguments.yes:
        return
    if not can_ask():
        raise UsageError("nobody is here to confirm that plaintext is written; say --yes")
    print(
        "The log will be written in clear: whoever can read the file sees who did what, when and "
        "to which clip.\nType “clear” to go on: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    if sys.stdin.readline().strip().lower() != "clear":
        raise UsageError("nothing was written")
