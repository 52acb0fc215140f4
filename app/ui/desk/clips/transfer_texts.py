"""How transfers are put into words: a row for each, and all of them together."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from app.failures import explain
from app.session.adopting_many import AdoptSummary
from app.session.importing import ImportReport
from app.session.transfers import Transfer, TransferKind, TransferState
from app.ui.controls.labels import Tone
from app.ui.controls.sizes import size_text
from app.ui.transfers.view import TransferRow, TransferSum

# The translators' tool knows this name.
translate = QCoreApplication.translate
_IMPORTED = ("1 clip imported", "{0} clips imported")
_KEPT = ("1 clip kept offline", "{0} clips kept offline")
_KNOWN = ("1 was here already", "{0} were here already")
_ADDED = ("1 clip added", "{0} clips added")
_REFUSED = ("1 refused", "{0} refused")
_FAILED = ("1 failed", "{0} failed")
_URGENT = (TransferState.RUNNING, TransferState.PAUSED, TransferState.FAILED)


def row_of(transfer: Transfer, *, awaits_store: bool = False) -> TransferRow:
    """Return what the panel shows of a transfer; `awaits_store`: nothing gets through now."""
    icon, tone = _sign(transfer)
    line, detail = _line(transfer, awaits_store)
    begun = transfer.state in (TransferState.RUNNING, TransferState.PAUSED)
    return TransferRow(
        key=transfer.key,
        title=transfer.job.title,
        icon=icon,
        tone=tone,
        line=line,
        detail=detail,
        share=transfer.share if begun else None,
        can_pause=transfer.can_pause,
        can_resume=transfer.can_resume,
        can_cancel=transfer.can_cancel,
        can_retry=transfer.can_retry,
        is_over=transfer.state.is_over,
        is_urgent=transfer.state in _URGENT,
    )


def sum_of(transfers: Sequence[Transfer], *, awaits_store: bool = False) -> TransferSum | None:
    """Return what the strip shows; None where there is nothing."""
    if not transfers:
        return None
    left = [one for one in transfers if not one.state.is_over]
    return _under_way(transfers, left, awaits_store) if left else _over(transfers)


def time_text(seconds: float) -> str:
    """Write a time to go, roughly: `12 s`, `3 min`, `2 h 10 min`."""
    if seconds < 90:
        return translate("Transfers", "{0} s").format(max(round(seconds), 1))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Transfers", "{0} min").format(minutes)
    return translate("Transfers", "{0} h {1} min").format(*divmod(minutes, 60))


def _sign(transfer: Transfer) -> tuple[str, Tone]:
    match transfer.state:
        case TransferState.DONE:
            return "circle-check", "ok"
        case TransferState.FAILED:
            return "triangle-alert", "warn"
        case TransferState.CANCELLED:
            return "x", "faint"
        case TransferState.PAUSED:
            return "pause", "dim"
        case TransferState.WAITING:
            return "clock", "faint"
    is_kept = transfer.job.kind is TransferKind.KEEP
    return "download" if is_kept else "upload", "accent"


def _line(transfer: Transfer, awaits_store: bool) -> tuple[str, str]:
    """Return the row's line, and all of it for the tooltip."""
    size = size_text(transfer.total) if transfer.total else ""
    if transfer.stopping:
        return translate("Transfers", "Stopping…"), ""
    match transfer.state:
        case TransferState.WAITING:
            return _joined(translate("Transfers", "Waiting"), size), ""
        case TransferState.PAUSED:
            return _joined(translate("Transfers", "Paused"), _done_of(transfer)), ""
        case TransferState.CANCELLED:
            text = translate("Transfers", "Cancelled")
            return text, translate("Transfers", "Cancelled: nothing of it was kept")
        case TransferState.FAILED:
            problem = explain(transfer.error or RuntimeError())
            return problem.title, " ".join(p for p in (problem.text, problem.remedy) if p)
        case TransferState.DONE:
            return _outcome(transfer, size)
    if awaits_store:
        return _joined(_done_of(transfer), _awaiting()), ""
    speed = translate("Transfers", "{0}/s").format(size_text(transfer.per_s))
    left = ""
    if transfer.left_s is not None:
        left = translate("Transfers", "{0} left").format(time_text(transfer.left_s))
    return _joined(_done_of(transfer), speed if transfer.per_s else transfer.note, left), ""


def _outcome(transfer: Transfer, size: str) -> tuple[str, str]:
    if transfer.job.kind is TransferKind.KEEP:
        detail = translate("Transfers", "All of it is on this computer, checked and encrypted")
        return _joined(translate("Transfers", "Kept offline"), size), detail
    report = transfer.result
    if isinstance(report, AdoptSummary):
        return _joined(*_adopted((report,))), ""
    if not isinstance(report, ImportReport):
        return _joined(translate("Transfers", "Done"), size), ""
    if report.duplicate:
        text = translate("Transfers", "Already in the project as “{0}”; nothing was stored")
        return text.format(report.clip.name), ""
    line = _joined(translate("Transfers", "Encrypted"), size)
    if report.original is None:
        return line, ""
    original = translate("Transfers", "The plain original is still in {0}, not encrypted.")
    return line, f"{line}\n{original.format(report.original.parent)}"


def _awaiting() -> str:
    return translate("Transfers", "Waiting for the store")


def _done_of(transfer: Transfer) -> str:
    if not transfer.total:
        return ""
    done, total = size_text(transfer.done), size_text(transfer.total)
    if done.split()[-1:] == total.split()[-1:]:
        done = done.split()[0]
    return translate("Transfers", "{0} of {1}").format(done, total)


def _under_way(
    transfers: Sequence[Transfer], left: Sequence[Transfer], awaits_store: bool
) -> TransferSum:
    paused = all(one.state is TransferState.PAUSED for one in left)
    keeping = all(one.job.kind is TransferKind.KEEP for one in left)
    adding = all(one.job.kind is TransferKind.ADOPT for one in left)
    if paused:
        title = translate("Transfers", "Transfers are paused")
    elif keeping:
        title = translate("Transfers", "Keeping offline")
    elif adding:
        title = translate("Transfers", "Adding clips")
    else:
        title = translate("Transfers", "Importing")
    failed = sum(one.state is TransferState.FAILED for one in transfers)
    # How big a file is shows when its turn comes; until then each counts the same.
    share = sum(one.share for one in left) / len(left)
    runs = any(one.state is TransferState.RUNNING and not one.stopping for one in left)
    per_s = sum(one.per_s for one in left)
    speed = translate("Transfers", "{0}/s").format(size_text(per_s)) if per_s else ""
    remaining = ""
    if per_s and all(one.total for one in left):
        seconds = sum(one.total - one.done for one in left) / per_s
        remaining = translate("Transfers", "{0} left").format(time_text(seconds))
    to_go = translate("Transfers", "{0} to go").format(len(left)) if len(left) > 1 else ""
    return TransferSum(
        title=_joined(title, to_go, _counted(failed, _FAILED)),
        line=_awaiting()
        if awaits_store and runs
        else _joined(speed, remaining) or f"{100 * share:.0f} %",
        icon="pause" if paused else "download" if keeping else "upload",
        tone="dim" if paused else "accent",
        share=share,
        is_busy=True,
        count=len(left),
    )


def _over(transfers: Sequence[Transfer]) -> TransferSum:
    """Say what came of it. Where the plain originals lie is said until somebody has read it."""
    failed = [one for one in transfers if one.state is TransferState.FAILED]
    done = [one for one in transfers if one.state is TransferState.DONE]
    reports = [one.result for one in done if isinstance(one.result, ImportReport)]
    known = sum(report.duplicate for report in reports)
    imported = len(reports) - known
    kept = sum(one.job.kind is TransferKind.KEEP for one in done)
    counts = [
        _counted(imported, _IMPORTED),
        _counted(kept, _KEPT),
        _counted(known, _KNOWN),
        *_adopted([one.result for one in done if isinstance(one.result, AdoptSummary)]),
        _counted(len(failed), _FAILED),
    ]
    title, *rest = [part for part in counts if part] or [translate("Transfers", "Cancelled")]
    folders = dict.fromkeys(
        report.original.parent for report in reports if report.original and not report.duplicate
    )
    return TransferSum(
        title=title,
        line=_joined(*rest, _originals(tuple(folders), imported)),
        icon="triangle-alert" if failed else "circle-check" if done else "x",
        tone="warn" if failed else "ok" if done else "faint",
        detail="\n".join(part for part in (_joined(*rest), _all_originals(tuple(folders))) if part),
    )


def _originals(folders: Sequence[Path], count: int) -> str:
    if not folders:
        return ""
    if len(folders) > 1:
        return translate("Transfers", "The plain originals are still where they were")
    text = (
        translate("Transfers", "Plain original still in {0}")
        if count == 1
        else translate("Transfers", "Plain originals still in {0}")
    )
    return text.format(folders[0])


def _all_originals(folders: Sequence[Path]) -> str:
    if not folders:
        return ""
    told = translate("Transfers", "The plain originals are still there, not encrypted:")
    return "\n".join((told, *(str(folder) for folder in folders)))


def _adopted(summaries: Sequence[AdoptSummary]) -> tuple[str, ...]:
    """Say what became of clips that were in the store already."""
    added = sum(summary.added for summary in summaries)
    known = sum(summary.known for summary in summaries)
    refused = sum(summary.refused for summary in summaries)
    return _counted(added, _ADDED), _counted(known, _KNOWN), _counted(refused, _REFUSED)


def _counted(count: int, texts: tuple[str, str]) -> str:
    """Return the text for one or for many, "" for none."""
    if not count:
        return ""
    text = translate("Transfers", texts[0] if count == 1 else texts[1])
    return text.format(QLocale().toString(count))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
