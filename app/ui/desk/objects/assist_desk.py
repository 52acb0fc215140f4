"""Assistance: boxes followed and suggested on workers, their results given to the editor.

One piece of work at a time. Its result is made into an edit (very many suggestions: into several);
cancelled, or with the clip closed, nothing comes of it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from app.assist.auto_track import FollowedPath, auto_track_all, end_of_room
from app.assist.finding import FinderError
from app.assist.suggesting import suggest, suggested_tracks, without_known
from app.session.adding import made_ready
from app.session.assisting import Cancelled, Progress, SearchResult, find_boxes, track_boxes
from app.session.clip_session import ClipSession
from app.session.errors import CancelledError
from app.ui.assist.finders import finder_for, least_seen
from app.ui.assist.suggest_dialog import Method, SuggestDialog, Wanted
from app.ui.assist.texts import (
    first_to_look_at,
    suggested_text,
    tracked_several_text,
    tracked_text,
)
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.bringing_in import BringingIn
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.desk.objects.suggestion_review import SuggestionReview
from app.ui.keys.words import refusal_words
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.edits import Edit
from models.annotation.errors import GestureRefusedError, TrackLockedError
from models.annotation.track import Kind, Track

_Result = TypeVar("_Result")
_KEY = "assist"


@dataclass(frozen=True, slots=True)
class _Suggested:
    """What a search came to, made ready on its worker."""

    result: SearchResult
    parts: tuple[Edit, ...]
    # With those that have a box already.
    count: int


class AssistDesk(QObject):
    """Joins the actions of assistance to the open clip."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, labels: LabelDesk
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs = window, jobs
        self._clip, self._labels, self._editor = clip, labels, clip.editor
        self._running: JobHandle | None = None
        self._coming = BringingIn(clip)
        self._last_time: Wanted | None = None
        connect = window.registry.connect_action
        connect("assist.track_on", self.track)
        connect("assist.track_back", lambda: self.track(goes_back=True))
        connect("assist.suggest", self.ask_and_suggest)
        self.review = SuggestionReview(window, clip)
        window.progress.cancel_requested.connect(self._on_cancel)
        clip.clip_closed.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        """Whether something runs, or what came of it is still on its way into the clip."""
        is_coming = self._coming.is_waiting or self._editor.is_busy
        return self._running is not None or is_coming

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Act on suggestions among these tracks only, as a filter asks; None: on all."""
        self.review.set_shown(ids)

    # -- tracking

    def track(self, *, goes_back: bool = False) -> None:
        """Follow the selected tracks' boxes from this frame, on or back, as one edit."""
        session = self._ready()
        if session is None:
            return
        tracks = self._to_follow()
        if not tracks:
            return
        frame, _ = self._editor.moment

        def follow(progress: Progress, cancelled: Cancelled) -> tuple[FollowedPath, ...]:
            return track_boxes(
                session.open_stream,
                session.index,
                tracks,
                frame,
                goes_back=goes_back,
                progress=progress,
                cancelled=cancelled,
            )

        title = self.tr("Tracking {0} back") if goes_back else self.tr("Tracking {0}")
        self._begin(
            title.format(self._name_of(tracks)),
            follow,
            partial(self._on_followed, session, len(tracks)),
        )

    def _to_follow(self) -> list[Track]:
        """Return the selected tracks that can be followed; say why where there is none."""
        selected = self._editor.selected_tracks
        tracks = [one for one in selected if one.kind is Kind.TRACK and not one.locked]
        if not selected:
            self._say(self.tr("Select the tracks to follow."))
        elif not tracks and any(one.locked for one in selected):
            self._say(refusal_words(TrackLockedError(), self._editor.key_text))
        elif not tracks:
            self._say(self.tr("This box stands on a single frame only; it is not a track."))
        return tracks

    def _name_of(self, tracks: Sequence[Track]) -> str:
        if len(tracks) > 1:
            return self.tr("{0} tracks").format(len(tracks))
        return f"{self._labels.name_of(tracks[0].label_id)} {tracks[0].number}"

    def _on_followed(
        self, session: ClipSession, asked: int, paths: tuple[FollowedPath, ...]
    ) -> None:
        self._end()
        if self._clip.session is not session:
            return
        there = session.annotation.tracks
        paths = tuple(path for path in paths if path.track_id in there)
        if not paths:
            self._say(self.tr("The track was deleted while it was being tracked."))
            return
        text = self._tracked_text(session, paths, asked)
        moved = [path for path in paths if path.sights]
        if moved:
            pts = self._editor.pts_of(paths[0].start_frame)
            edit = self._editor.perform(lambda a: auto_track_all(a, moved, start_pts=pts))
            if edit is None:
                return
            self._editor.select([path.track_id for path in moved])
            self._clip.go_to(first_to_look_at(moved).last_frame)
        doubtful = any(path.doubt is not None for path in paths)
        self._tell_of_step(text, "triangle-alert" if doubtful else "circle-check")

    def _tracked_text(self, session: ClipSession, paths: Sequence[FollowedPath], asked: int) -> str:
        if asked > 1:
            return tracked_several_text(paths, asked=asked)
        (path,), last = paths, session.index.frame_count - 1
        track = session.annotation.tracks[path.track_id]
        room = end_of_room(track, path.start_frame, goes_back=path.goes_back, last_frame=last)
        return tracked_text(path, self._editor.key_text, room_end=room, clip_end=last)

    # -- suggesting

    def ask_and_suggest(self) -> None:
        """Ask what to look for, then look."""
        if self._ready() is None:
            return
        if not self._labels.labels:
            self._say(self.tr("Make a label first: suggestions need one."))
            return
        dialog = SuggestDialog(
            self._labels.labels,
            frame_index=self._clip.frame_index,
            last_frame=self._clip.last_frame,
            last_time=self._last_time,
            parent=self._window,
        )
        dialog.asked()
        if dialog.answer is not None:
            self.suggest(dialog.answer)

    def suggest(self, wanted: Wanted) -> None:
        """Look for boxes, and put what is found into the clip as suggestions."""
        session = self._ready()
        if session is None:
            return
        self._last_time, (frame, _) = wanted, self._editor.moment
        by_name = {label.name.casefold(): label.id for label in self._labels.labels}
        is_model = wanted.method is Method.MODEL

        def label_of(kind: str) -> UUID | None:
            return by_name.get(kind.casefold(), wanted.label_id) if is_model else wanted.label_id

        def look(progress: Progress, cancelled: Cancelled) -> _Suggested:
            with finder_for(wanted, cancelled) as finder:
                result = find_boxes(
                    session.open_stream,
                    session.index,
                    finder,
                    wanted.search,
                    progress=progress,
                    cancelled=cancelled,
                )
            tracks = suggested_tracks(
                result.by_frame,
                pts_of=lambda frame: int(session.index.pts[frame]),
                label_of=label_of,
                model=result.model,
                version=result.version,
                frames=result.frames,
                join=wanted.join,
                least_seen=least_seen(wanted),
            )
            new = without_known(session.annotation, tracks)
            now_us = time.time_ns() // 1000
            parts = made_ready(session, lambda a: suggest(a, new, frame_index=frame), at_us=now_us)
            return _Suggested(result, parts, len(tracks))

        self._begin(self.tr("Looking for boxes"), look, partial(self._on_suggested, session))

    def _on_suggested(self, session: ClipSession, found: _Suggested) -> None:
        self._end()
        if self._clip.session is not session:
            return
        self._coming.begin(session, found.parts, partial(self._on_came, found))

    def _on_came(self, found: _Suggested, came: Sequence[Edit]) -> None:
        count = sum(len(edit.changes) for edit in came)
        frames = found.result.frames or (0,)
        self._tell_of_step(
            suggested_text(
                count, found.count, self._editor.key_text, first=frames[0], last=frames[-1]
            ),
            "circle-check" if count else "info",
        )
        if came:
            self.review.lead_to_first(came[0].touched)

    # -- the work

    def cancel(self) -> None:
        """End what runs; nothing comes of it."""
        running = self._running
        self._end()
        if running is not None:
            running.cancel()

    def _ready(self) -> ClipSession | None:
        """Return the open clip where it can be worked on now; else say why not."""
        session = self._clip.session
        if session is None:
            return None
        if not self._editor.editable:
            self._say(self._clip.why_not or self.tr("This clip cannot be changed now."))
            return None
        if self.is_busy:
            self._say(self.tr("Wait for what is running, or cancel it below the clip list."))
            return None
        return session

    def _begin(
        self,
        title: str,
        work: Callable[..., _Result],
        done: Callable[[_Result], None],
    ) -> None:
        self._window.progress.start(_KEY, title)
        self._running = self._jobs.submit(
            work, done=done, failed=self._on_failed, progress=self._on_progress, owner=self
        )

    def _end(self) -> None:
        if self._running is not None:
            self._running = None
            self._window.progress.remove(_KEY)

    def _on_progress(self, done: int, total: int) -> None:
        if self._running is not None:
            note = self.tr("{0} of {1} frames").format(done, total)
            self._window.progress.advance(_KEY, done / max(total, 1), note)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, GestureRefusedError):
            self._say(refusal_words(error, self._editor.key_text))
        elif isinstance(error, FinderError):
            self._say(str(error))
        elif not isinstance(error, CancelledError):
            self._window.problems.show_error(error)

    def _on_cancel(self, key: str) -> None:
        if key == _KEY:
            self.cancel()

    def _say(self, text: str, icon: str = "info") -> None:
        self._window.toast.show_note(text, icon=icon)

    def _tell_of_step(self, text: str, icon: str) -> None:
        self._window.toast.show_note(text, icon=icon, until_undone=True)
