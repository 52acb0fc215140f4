"""How an issue is reported: by a region, a right-click or a key; in two actions at most.

What was wrong last is taken to be wrong again; the card that comes up beside it takes words,
another kind, or the slip back. The issue is stored before any of that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt

from app.session.clip_session import ClipSession
from app.session.review.issues import LONGEST_TEXT
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.review.issues_desk import IssuesDesk
from app.ui.desk.review.workspace_desk import WorkspaceDesk
from app.ui.review.issues.key_region import KeyRegion
from app.ui.review.issues.note_card import NoteCard
from app.ui.review.issues.quick_menu import QuickMenu, kinds_for
from app.ui.review.issues.texts import kind_text, place_text
from app.ui.window.main_window import MainWindow
from models.annotation.errors import BeyondClipError
from models.annotation.geometry import Box
from models.review.issue import Issue, QuickIssue, Spot
from models.review.rights import Right

# How much of the frame's height a place is that somebody pointed to.
_POINTED = 0.08


@dataclass(frozen=True, slots=True)
class _What:
    """What an issue is about: objects, or a part of the frame."""

    track_id: UUID | None = None
    other: UUID | None = None
    region: Box | None = None


class ReportDesk(QObject):
    """Makes issues of what a reviewer's hand and keys do on the picture."""

    def __init__(
        self, window: MainWindow, *, clip: ClipDesk, issues: IssuesDesk, workspace: WorkspaceDesk
    ) -> None:
        super().__init__(clip)
        self._window, self._clip = window, clip
        self._issues, self._workspace = issues, workspace
        self._canvas = canvas = clip.parts.canvas
        # What was reported last, of an object and of a place without one.
        self._last = {True: QuickIssue.POSITION.value, False: QuickIssue.MISSING.value}
        self.card = NoteCard(canvas, longest=LONGEST_TEXT)
        self.key_region = KeyRegion(canvas)
        self.key_region.marked.connect(self._on_region)
        self.key_region.left.connect(lambda: workspace.tell_for_now(""))
        # The frame on which a region is being marked by keys.
        self._marked_on = 0
        canvas.region_marked.connect(self._on_region)
        canvas.context_requested.connect(self._on_context)
        self.card.said.connect(self._on_said)
        self.card.kind_chosen.connect(self._on_kind)
        self.card.undone.connect(issues.steps.withdraw)
        self.card.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        window.registry.connect_action("issue.report", self._on_key)
        issues.leaving.connect(self.card.close_card)
        issues.leaving.connect(self.key_region.stop)
        clip.playback.picture_shown.connect(lambda _picture: self._on_picture())
        workspace.changed.connect(lambda _workspace: self._leave())

    def report(self, kind: str, what: _What) -> UUID | None:
        """Report what is wrong on the frame on the screen; None where that cannot be."""
        clip, project = self._clip.clip, self._issues.keeper.project
        if clip is None or project is None or not self._issues.steps.may(Right.REPORT_ISSUES):
            return None
        session, (frame, pts) = self._clip.session, self._clip.editor.moment
        # An index that is built anew may give the frame on the screen another number.
        if session is None or not _is_frame_of(session, frame, pts):
            self._window.toast.show_note(
                self.tr("Issues can be reported when every frame has its number.")
            )
            return None
        self.card.close_card()
        first, last = self._span(what)
        issue = Issue(
            uuid4(),
            clip.id,
            kind,
            first,
            made_by=project.rights.person.id,
            made_at=datetime.now(UTC),
            last=last,
            region=what.region,
            track_id=what.track_id,
            other_track_id=what.other,
        )
        of_object = what.track_id is not None
        self._last[of_object] = kind
        self._issues.keeper.report(issue)
        self._issues.mark(issue.id)
        self.card.open_for(
            issue.id,
            kind=kind,
            kinds=[(str(one), kind_text(one)) for one in kinds_for(of_object=of_object)],
            place=place_text(issue, self._issues.words.name_of),
            about=self._on_canvas(what),
        )
        return issue.id

    def _span(self, what: _What) -> tuple[Spot, Spot | None]:
        """Return the frame on the screen; of an object, all from in to out where it is in there."""
        frame, pts = self._clip.editor.moment
        here = Spot(frame, pts)
        first, last = self._clip.parts.timeline.view.loop
        if what.track_id is None or what.other is not None or first is None or last is None:
            return here, None
        if not first <= frame <= last or first == last:
            return here, None
        try:
            pts_of = self._clip.editor.pts_of
            return Spot(first, pts_of(first)), Spot(last, pts_of(last))
        except BeyondClipError:
            return here, None

    def _on_region(self, region: Box) -> None:
        self.report(self._last[False], _What(region=region))

    def _on_key(self) -> None:
        """Report what was wrong last of the selected object, or say how to point to something."""
        selection = self._clip.editor.selection
        if not selection:
            self._mark_by_keys()
            return
        kind, other = self._last[True], None
        if len(selection) == 2:
            kind, other = QuickIssue.IDENTITY.value, selection[1]
        self.report(kind, _What(selection[0], other))

    def _leave(self) -> None:
        self.card.close_card()
        self.key_region.stop()

    def _mark_by_keys(self) -> None:
        """Let arrows and Enter go round what is wrong, where a drag would."""
        session = self._clip.session
        if session is None or not self._issues.steps.may(Right.REPORT_ISSUES):
            return
        self._clip.playback.pause()
        self.card.close_card()
        self._marked_on = self._clip.frame_index
        self.key_region.begin((session.index.display_width, session.index.display_height))
        self._workspace.tell_for_now(
            self.tr("Report · drag round it, or arrows move the cross, Enter puts a corner · Esc")
        )

    def _on_context(self, track_id: UUID | None, at: QPoint) -> None:
        if not self._workspace.is_review or self._clip.clip is None:
            return
        self.card.close_card()
        here = self._canvas.mapFromGlobal(at)
        frame = self._clip.frame_index
        if track_id is None:
            menu = QuickMenu(
                self._canvas,
                self.tr("Report on frame {0}").format(frame),
                of_object=False,
                last=self._last[False],
            )
            menu.picked.connect(lambda kind, _other: self._report_place(kind, here))
        else:
            menu = self._menu_of(track_id)
            menu.picked.connect(lambda kind, other: self.report(kind, _What(track_id, other)))
        menu.popup(at)

    def _menu_of(self, track_id: UUID) -> QuickMenu:
        name_of = self._issues.words.name_of
        selection = self._clip.editor.selection
        pair = [one for one in selection if one != track_id]
        shapes = self._clip.editor.annotation.shapes_at(self._clip.frame_index)
        others = [(one.track_id, name_of(one.track_id)) for one in shapes]
        return QuickMenu(
            self._canvas,
            self.tr("Report {0} on frame {1}").format(name_of(track_id), self._clip.frame_index),
            of_object=True,
            last=self._last[True],
            others=[one for one in others if one[0] != track_id],
            other=pair[0] if len(selection) == 2 and len(pair) == 1 else None,
        )

    def _report_place(self, kind: str, here: QPoint) -> None:
        at, session = self._canvas.source_at(here), self._clip.session
        if at is None or session is None:
            return
        width, height = session.index.display_width, session.index.display_height
        half = max(_POINTED * height / 2, 4.0)
        x, y = min(max(at[0], 0), width), min(max(at[1], 0), height)
        corners = (
            (max(x - half, 0), max(y - half, 0)),
            (min(x + half, width), min(y + half, height)),
        )
        self.report(kind, _What(region=Box.from_corners(*corners).rounded()))

    def _on_canvas(self, what: _What) -> QRect:
        """Return where it is on the canvas; empty where it is not on this frame."""
        shapes = self._clip.editor.annotation.shapes_at(self._clip.frame_index)
        shown = (one.box for one in shapes if one.track_id == what.track_id)
        box = what.region or next(shown, None)
        rect = None if box is None else self._canvas.rect_of(box)
        return QRect() if rect is None else QRectF(*rect).toAlignedRect()

    def _on_said(self, issue_id: UUID, text: str) -> None:
        self._issues.keeper.say(issue_id, text)

    def _on_kind(self, issue_id: UUID, kind: str) -> None:
        thread = self._issues.keeper.thread_of(issue_id)
        if thread is not None:
            self._last[thread.issue.track_id is not None] = kind
            self._issues.keeper.call(issue_id, kind)

    def _on_picture(self) -> None:
        """The card belongs to the frame on which it came up, and so does what is being marked."""
        if self._clip.frame_index != self._marked_on:
            self.key_region.stop()
        thread = self._issues.keeper.thread_of(self.card.issue_id)
        if thread is not None and not thread.issue.is_on(self._clip.frame_index):
            self.card.close_card()


def _is_frame_of(session: ClipSession, frame: int, pts: int) -> bool:
    """Tell whether every frame has its number, and this one the number by which it is shown."""
    index = session.index
    return session.index_complete and frame < index.frame_count and int(index.pts[frame]) == pts
