"""The open clip: its session, its player and its editor; opened, followed, let go of.

The frame that the parts show boxes of is the frame of the last picture painted, never the one that
was asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.failures import explain
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import Picture
from app.session.clip_session import ClipSession
from app.session.clocks import clock_of
from app.session.errors import IndexIncompleteError
from app.session.project import Project
from app.ui.desk.clip.clip_view import ClipView
from app.ui.desk.clip.index_desk import IndexDesk
from app.ui.desk.clip.player_failures import PlayerFailures
from app.ui.editing.editor import Editor
from app.ui.editing.making import Making
from app.ui.playing.playback import PartsAt, Playback
from app.ui.timeline.times import ClipTimes
from app.ui.window.main_window import MainWindow
from app.ui.window.parts import ClipParts
from app.workers.jobs import JobHandle, Jobs
from models.annotation.labels import Label
from models.records import ClipRecord
from models.review.errors import ReviewError
from models.review.rights import NotAllowedError
from storage.errors import StorageUnavailableError


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a worker brings: a session, and its times, which take a while for many hours."""

    session: ClipSession
    times: ClipTimes


def times_of(session: ClipSession) -> ClipTimes:
    """Give all that is known of when a clip's frames were shown."""
    clip = session.clip
    return ClipTimes.of_clip(
        session.index, clock=clock_of(clip), start_timecode=clip.start_timecode
    )


class ClipDesk(QObject):
    """At most one open clip.

    Signals:
        clip_opened(ClipRecord)
        open_failed(UUID, Exception): this clip could not be opened; the person has been told.
        clip_closed(): nothing of the clip may stay.
        clip_edited(UUID): the open clip was changed by this person.
        index_grown(): more frames of the open clip are known; those that were keep their numbers.
    """

    clip_opened = Signal(object)
    open_failed = Signal(object, object)
    clip_closed = Signal()
    clip_edited = Signal(object)
    index_grown = Signal()

    def __init__(self, window: MainWindow, parts: ClipParts, *, jobs: Jobs, cache_mib: int) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self.parts = parts
        self.editor = Editor(self)
        self.editor.key_text = window.registry.key_text
        self.editor.set_making(Making(jobs, window.progress, self.editor))
        self.playback = Playback(cache_bytes=cache_mib << 20, parent=self)
        self.index = IndexDesk(window, parts.canvas)
        self._project: Project | None = None
        self.session: ClipSession | None = None
        self.times = ClipTimes.none()
        self._opening: JobHandle | None = None
        self._opening_id: UUID | None = None
        self._frame_wanted = self._frame_asked = 0
        # What every part of the window goes by.
        self._index: FrameIndex | None = None
        # A frame to be led to that has no number yet, and the one shown instead.
        self._led_to: tuple[int, int] | None = None
        self.frame_index = 0
        self._view = ClipView(parts, window.status, self)
        self.playback.picture_shown.connect(self._on_picture)
        self.playback.state_changed.connect(parts.transport.set_state)
        self.playback.state_changed.connect(self._on_state)
        self.failures = PlayerFailures(
            window.problems,
            self.playback,
            session=lambda: self.session,
            go_to=self.go_to,
            parent=self,
        )
        self.clip_closed.connect(self.failures.forget)
        self.editor.annotation_changed.connect(self._view.show_annotation)
        self.editor.selection_changed.connect(self._view.show_selection)
        self.editor.frame_requested.connect(self.go_to)
        self.editor.saved.connect(window.status.show_saved)
        self.editor.refused.connect(window.toast.show_note)
        self.editor.problem_raised.connect(window.problems.show_error)
        self.editor.editable_changed.connect(self._on_editable)
        self.editor.edited.connect(self._on_edited)
        self.index.grown.connect(self._on_index_grown)
        self.index.taken_back.connect(self._on_index_taken_back)
        self.index.completed.connect(self._on_index_completed)
        self.index.failed.connect(self._on_index_failed)
        window.progress.cancel_requested.connect(self._on_cancel)
        parts.canvas.view_changed.connect(self.playback.set_view)
        parts.canvas.zoom_changed.connect(window.status.show_zoom)

    @property
    def clip(self) -> ClipRecord | None:
        return None if self.session is None else self.session.clip

    @property
    def opening_id(self) -> UUID | None:
        """The clip that is on its way, None without one."""
        return None if self._opening is None else self._opening_id

    @property
    def last_frame(self) -> int:
        """The last frame that the player knows; the session may know more a moment before."""
        return 0 if self._index is None else self._index.frame_count - 1

    @property
    def why_not(self) -> str:
        """Why nothing can be drawn in the clip for now; "" where it can."""
        awaited = 0 if self.session is None else self.session.boxes_awaited
        if awaited:
            return self.tr("Loading {0} boxes… those near this frame are shown").format(
                f"{awaited:,}"
            )
        # In Review nobody wants to draw: what the clip refuses is no answer there.
        refusal = (
            None if self.session is None or self.editor.undoing.why_not else self.session.refusal
        )
        return self.index.why_not or ("" if refusal is None else explain(refusal).text)

    def set_project(self, project: Project | None) -> None:
        """Work in another project, or none: every frame and box of the clip is dropped at once."""
        self.close()
        self.editor.forget()
        self._project = project

    def set_cache_mib(self, cache_mib: int) -> None:
        """Keep so much of decoded frames in memory, from the next clip on."""
        self.playback.cache_bytes = cache_mib << 20

    def set_labels(self, labels: Iterable[Label]) -> None:
        self._view.set_labels(labels)

    def open(self, clip_id: UUID, *, frame_index: int = 0) -> None:
        """Open a clip on a worker; of several requests the newest wins."""
        if self._project is None:
            return
        if self.session is not None and self.session.clip.id == clip_id:
            if self.session.stopped is None or self._project.read_only is not None:
                return
            if isinstance(self.session.stopped, IndexIncompleteError):
                if self.session.index_state.error is not None:
                    self.session.index_again()
                return
            if isinstance(self.session.stopped, (ReviewError, NotAllowedError)):
                return
            # Editing was stopped for a reason that may be gone: look again, on the same frame.
            frame_index = self.frame_index
        self._leave_opening()
        project = self._project
        self._frame_wanted, self._opening_id = frame_index, clip_id

        def opened(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> _Opened:
            session = project.open_clip(
                clip_id, near_frame=frame_index, progress=progress, cancelled=cancelled
            )
            return _Opened(session, times_of(session))

        self._opening = self._jobs.submit(
            opened,
            done=self._on_opened,
            failed=partial(self._on_open_failed, clip_id),
            progress=self.index.show_opening,
            owner=self,
            unwanted=lambda opened: project.close_clip(opened.session),
        )

    def close(self) -> None:
        """Let go of the clip; its last edits are saved on the writers' threads."""
        self._let_go()
        self.times = ClipTimes.none()
        self._view.show_no_timeline()
        self._window.show_no_clip()

    def _let_go(self) -> None:
        """Drop all that is shown of the clip. Timeline and transport go to the next, or to none."""
        self._leave_opening()
        self.index.leave()
        session, self.session = self.session, None
        self._index = None
        self.playback.close()
        self.editor.close()
        self._view.drop_pictures()
        self.clip_closed.emit()
        if session is not None and self._project is not None:
            project = self._project
            self._jobs.submit(
                lambda: project.close_clip(session),
                done=lambda _: None,
                failed=self._window.problems.show_error,
                essential=True,
            )

    def refresh(self) -> None:
        """Show what others did to the clip meanwhile; read on a worker."""
        if self.session is not None:
            self.session.refresh()

    def try_again(self) -> None:
        """Go on with what a store that was away held up: it is there again."""
        session = self.session
        if session is None or session.index_complete:
            return
        if isinstance(session.index_state.error, StorageUnavailableError):
            session.index_again()

    def go_to(self, frame_index: int, *, scrubbing: bool = False) -> None:
        """Ask for a frame; what is shown follows when it is decoded."""
        frame = self._frame_asked = min(max(frame_index, 0), self.last_frame)
        if scrubbing:
            self.playback.scrub(frame)
        else:
            self.playback.show(frame)

    def _leave_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        self.index.hide_opening()

    def _on_cancel(self, key: str) -> None:
        """Stop numbering the frames of a clip that is being opened."""
        if key in self._window.progress.keys and key == self.index.opening_key:
            self._leave_opening()

    def _on_opened(self, opened: _Opened) -> None:
        self._opening = None
        self._let_go()
        self.session = opened.session
        self._show(opened.session, self._frame_wanted, times=opened.times)

    def _show(self, session: ClipSession, frame_index: int, *, times: ClipTimes) -> None:
        """Fill every part of the window with a clip."""
        index, clip = session.index, session.clip
        self._index, self.times = index, times
        self._view.show_clip(index, times)
        self.index.follow(session, index)
        self.editor.open(session)
        # While it may not be edited yet, or any more, keys that draw lead to what says so.
        waits = isinstance(session.stopped, (IndexIncompleteError, ReviewError, NotAllowedError))
        self._window.show_clip(clip, editable=session.stopped is None or waits)
        self.playback.open(session.open_stream, index, parts_at=self._masks_of(session))
        self._led_to = (frame_index, self.last_frame) if frame_index > self.last_frame else None
        self.go_to(frame_index)
        self.clip_opened.emit(clip)

    def _masks_of(self, session: ClipSession) -> PartsAt:
        """Say what is covered of a clip; all of it, where there is no project to say."""
        if self._project is None:
            return lambda _frame_index: None
        return self._project.masking.of(session).parts_at

    def _on_index_grown(self, index: FrameIndex, is_step: bool) -> None:
        self._index = index
        self.playback.set_index(index)
        if is_step:
            self._lengthen(index)
        self._lead_on()

    def _lead_on(self) -> None:
        """Show the frame that was asked for on opening, unless the person has moved meanwhile."""
        if self._led_to is None or self._led_to[0] > self.last_frame:
            return
        (wanted, instead), self._led_to = self._led_to, None
        is_there = self.frame_index == instead or self.playback.awaits_picture
        if is_there and not self.playback.state.playing:
            self.go_to(wanted)

    def _on_index_completed(self, index: FrameIndex, renumbered: bool) -> None:
        session = self.session
        if session is None:
            return
        if renumbered:
            frame = self._frame_asked if self.playback.awaits_picture else self.frame_index
            self._show(session, min(frame, index.frame_count - 1), times=times_of(session))
        else:
            self._index = index
            self.playback.set_index(index)
            self._lengthen(index)
            self._lead_on()

    def _lengthen(self, index: FrameIndex) -> None:
        self.parts.timeline.set_index(index)
        self.index_grown.emit()

    def _on_index_taken_back(self) -> None:
        """Show nothing: a box would lie on the wrong frame."""
        self.playback.close()
        self._view.drop_pictures()
        self._view.show_no_timeline()

    def _on_index_failed(self) -> None:
        """Nothing more comes that a player at the end of what is known could wait for."""
        if self.playback.state.buffering:
            self.playback.pause()

    def _on_open_failed(self, clip_id: UUID, error: Exception) -> None:
        self._opening = None
        self.index.hide_opening()
        again = None
        if isinstance(error, StorageUnavailableError):
            again = partial(self.open, clip_id, frame_index=self._frame_wanted)
        self._window.problems.show_error(error, again=again)
        self.open_failed.emit(clip_id, error)

    def _on_picture(self, picture: Picture) -> None:
        frame = picture.frame_index
        self.frame_index = frame
        self.editor.set_frame(frame, picture.pts)
        self._view.show_picture(picture, playing=self.playback.state.playing)

    def _on_state(self) -> None:
        self._view.show_state(self.playback.state, low_end=self.playback.low_end)

    def _on_editable(self, editable: bool) -> None:
        self._view.show_editable(
            editable,
            why_not="" if editable else self.why_not,
            open_clip=self.session is not None,
        )

    def _on_edited(self) -> None:
        if self.clip is not None:
            self.clip_edited.emit(self.clip.id)
