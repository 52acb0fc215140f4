"""The verdict on a clip: what is still open is asked about once, then comes the next clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.review.issues_desk import IssuesDesk
from app.ui.review.verdicts.choice_card import Choice
from app.ui.review.verdicts.texts import usual_clip_reasons
from app.ui.window.main_window import MainWindow
from models.records import ClipRecord, ClipState
from models.review.issue import IssueState

if TYPE_CHECKING:
    # It makes this one.
    from app.ui.desk.review.verdict_desk import VerdictDesk


class ClipVerdictDesk(QObject):
    """What the two keys do where nothing is singled out."""

    def __init__(
        self,
        window: MainWindow,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        issues: IssuesDesk,
        desk: VerdictDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._clip, self._clips_desk = window, clip, clips
        self._issues, self._desk = issues, desk
        self._keeper = desk.keeper
        # Tells whether another clip waits for review.
        self.look_for_next: Callable[[Callable[[bool], object]], object] = lambda told: told(True)
        self._keeper.clip_judged.connect(self._on_judged)

    def accept(self) -> None:
        """Accept the clip; what is still open is asked about once."""
        warnings = self._warnings()
        if not warnings:
            self._judge(accepted=True)
            return
        self._desk.choices.offer(
            self.tr("Accept the clip all the same?"),
            warnings,
            (
                Choice(Qt.Key.Key_Escape, self.tr("Back")),
                Choice(
                    Qt.Key.Key_Return,
                    self.tr("Accept"),
                    partial(self._judge, accepted=True),
                    "accept",
                    "check",
                ),
            ),
        )

    def reject(self) -> None:
        """Reject the clip, with reasons."""
        name = "" if self._clip.clip is None else self._clip.clip.name
        self._desk.reasons.ask(
            self.tr("Why is {0} rejected?").format(name or self.tr("the clip")),
            self._desk.reasons_or(usual_clip_reasons()),
            lambda reasons: self._judge(accepted=False, reasons=reasons),
        )

    def _judge(self, *, accepted: bool, reasons: Sequence[str] = ()) -> None:
        """Write the verdict; the boxes of a large clip take long to be marked as accepted."""
        self._clip.playback.pause()
        name = "" if self._clip.clip is None else self._clip.clip.name
        said = self.tr("Accepting {0}") if accepted else self.tr("Rejecting {0}")
        title = said.format(name or self.tr("the clip"))
        slow = self._desk.many.slow_write(title, in_parts=False)
        self._keeper.judge_clip(accepted=accepted, reasons=reasons, ended=slow.end)

    def others(self, project: Project, clip: ClipRecord) -> str:
        """Say who else has accepted the clip."""
        opinions = project.people.rules.opinions
        accepted = self._keeper.book.accepted_by(clip)
        if not accepted or clip.state is not ClipState.SUBMITTED:
            return ""
        me = project.rights.person.id
        names = [
            self.tr("You") if one == me else project.people.name_of(one) or self.tr("Somebody")
            for one in sorted(accepted)
        ]
        return self.tr("{0} accepted · {1} of {2} opinions").format(
            ", ".join(names), len(accepted), opinions
        )

    def _warnings(self) -> list[str]:
        """Say what is still open before a clip is accepted."""
        tally, lines = self._desk.tally, []
        unresolved = sum(
            one.issue.state is not IssueState.RESOLVED for one in self._issues.keeper.threads
        )
        if unresolved == 1:
            lines.append(self.tr("1 issue is not resolved."))
        elif unresolved:
            lines.append(self.tr("{0} issues are not resolved.").format(unresolved))
        if tally.rejected == 1:
            lines.append(self.tr("1 object is rejected."))
        elif tally.rejected:
            lines.append(self.tr("{0} objects are rejected.").format(tally.rejected))
        if tally.left == 1 == tally.total:
            lines.append(self.tr("Its object was not judged."))
        elif tally.left and tally.left == tally.total and not tally.changed:
            lines.append(self.tr("No object was judged one by one."))
        elif tally.left == 1:
            lines.append(self.tr("1 of {0} objects is not judged.").format(f"{tally.total:,}"))
        elif tally.left:
            lines.append(
                self.tr("{0} of {1} objects are not judged.").format(
                    f"{tally.left:,}", f"{tally.total:,}"
                )
            )
        return lines

    def _on_judged(self, clip: ClipRecord, withdrawn: bool) -> None:
        self._clips_desk.show_newer(clip)
        name = clip.name or clip.event_id
        if withdrawn:
            self._window.toast.show_note(self.tr("The verdict on {0} is taken back.").format(name))
            return
        if clip.state is ClipState.REJECTED:
            title = self.tr("{0} is rejected.").format(name)
        elif clip.state is ClipState.ACCEPTED:
            title = self.tr("{0} is accepted.").format(name)
        else:
            title = self.tr("You accepted {0}. It waits for another opinion.").format(name)
        self._desk.undo_note.forget()
        self.look_for_next(partial(self._offer, clip.id, title))

    def _offer(self, clip_id: UUID, title: str, is_next: bool) -> None:
        """Let who slipped take it back, and lead on where there is something to lead to."""
        withdraw = partial(self._keeper.withdraw_clip, clip_id)
        if self._clip.clip is None or self._clip.clip.id != clip_id:
            # They have gone on meanwhile: a card would lie over another clip.
            key = self._window.registry.key_text("verdict.undo")
            self._desk.undo_note.offer(title, withdraw, key=key)
            return
        undo = Choice(Qt.Key.Key_U, self.tr("Undo"), withdraw, icon="undo-2")
        if is_next:
            open_next = self._window.registry.action("queue.next").trigger
            on = Choice(Qt.Key.Key_Return, self.tr("Next clip to review"), open_next)
            self._desk.choices.offer(title, (), (undo, on))
        else:
            nothing = self.tr("Nothing is left to review.")
            on = Choice(Qt.Key.Key_Return, self.tr("Close"))
            self._desk.choices.offer(title, (nothing,), (undo, on))
