"""Adding clips that lie in the store already, as one job of the queue."""

from collections.abc import Callable, Sequence

from app.session.adopting_many import AdoptProgress, AdoptSummary, FoundClip, adopt_all
from app.session.errors import CancelledError
from app.session.project import Project
from app.session.transfers.control import TransferControl
from app.session.transfers.transfer import TransferJob, TransferKind


def adopt_job(
    project: Project,
    clips: Sequence[FoundClip],
    *,
    title: str,
    on_added: Callable[[int], None] = lambda _: None,
) -> TransferJob:
    """Return the job that adopts `clips`; its result is an AdoptSummary.

    One that is cancelled half-way keeps what it has added, and is done. `on_added` is told, on the
    job's thread, how many there are so far.
    """

    def work(control: TransferControl) -> AdoptSummary:
        told, size = 0, max(sum(stored_size for _, _, stored_size, _ in clips), 1)

        def on_progress(state: AdoptProgress) -> None:
            nonlocal told
            if state.added != told:
                told = state.added
                on_added(told)
            control.report(round(state.share * size), size, f"{state.done + 1:,}/{state.total:,}")

        summary = adopt_all(project, clips, progress=on_progress, cancelled=control.is_cancelled)
        if summary.added:
            return summary
        if control.is_cancelled():
            raise CancelledError("the transfer was cancelled; nothing was added")
        if summary.first_refusal is not None:
            raise summary.first_refusal
        return summary

    return TransferJob(TransferKind.ADOPT, title, work)
