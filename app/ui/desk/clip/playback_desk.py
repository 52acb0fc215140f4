"""What moves through time: play, steps, speed, loop, and jumps to keyframes and boxes."""

from bisect import bisect_left, bisect_right
from uuid import UUID

from PySide6.QtCore import QObject

from app.media.player.state import PlayerState
from app.ui.actions import ActionRegistry
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.timeline.playback_texts import SPEEDS, faster, slower

JUMP_FRAMES = 10


class PlaybackDesk(QObject):
    """Joins actions, transport and timeline to the open clip's player."""

    def __init__(self, registry: ActionRegistry, clips: ClipDesk) -> None:
        super().__init__(clips)
        self._registry = registry
        self._clips = clips
        self._playback = clips.playback
        self._rate = 1.0
        self._backwards = False
        # Without an end it is the clip's, which moves while its index is built.
        self._loop: tuple[int, int | None] | None = None
        self._loop_on = False
        self._borrowed: tuple[int, int] | None = None
        self._shown: frozenset[UUID] | None = None
        self._connect_actions()
        transport, timeline = clips.parts.transport, clips.parts.timeline
        transport.play_toggled.connect(self.toggle)
        transport.step_requested.connect(self.step)
        transport.frame_requested.connect(clips.go_to)
        transport.rate_requested.connect(self.set_rate)
        transport.loop_toggled.connect(self.set_loop_on)
        timeline.frame_requested.connect(self._on_timeline)
        clips.parts.canvas.drag_started.connect(self._playback.pause)
        clips.clip_opened.connect(self._on_clip_opened)
        clips.index_grown.connect(self._on_index_grown)
        self._playback.state_changed.connect(self._on_state)
        # No picture comes: the one on screen is what there is.
        self._playback.failed.connect(lambda: transport.show_target(None))

    def toggle(self) -> None:
        """Play on, or pause what plays either way."""
        if self._playback.state.playing:
            self._playback.pause()
            return
        if self._clips.frame_index >= self._clips.last_frame:
            self._playback.show(0)
        self._play(self._rate)

    def toggle_backwards(self) -> None:
        """Play backwards, to the first frame; turn round what plays on."""
        if self._playback.state.playing and self._backwards:
            self._playback.pause()
        else:
            self._play(-self._rate)

    def step(self, delta: int) -> None:
        self._playback.pause()
        self._playback.step(delta)

    def set_rate(self, rate: float) -> None:
        """Play at this speed, now or from the next time on; which way it plays stays."""
        self._rate = min(max(rate, SPEEDS[0]), SPEEDS[-1])
        self._clips.parts.transport.set_next_rate(self._rate)
        if self._playback.state.playing:
            self._play(-self._rate if self._backwards else self._rate)

    def set_low_end(self, on: bool) -> None:
        """Spare a weak machine while a clip moves."""
        self._playback.set_low_end(on)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Jump among these objects' keyframes and boxes only, as a filter asks; None: all."""
        self._shown = ids

    def set_loop_on(self, on: bool) -> None:
        """Play between the in and out points again and again; without points, the whole clip."""
        self._loop_on = on
        if on and self._loop is None:
            self._loop = (0, None)
        self._show_loop()

    def play(self) -> None:
        """Play on from the frame on the screen, at the person's speed."""
        self._play(self._rate)

    def borrow_loop(self, span: tuple[int, int] | None) -> None:
        """Play between these frames, whatever the person's own points are; None: as before."""
        self._borrowed = span
        self._show_loop()

    def _connect_actions(self) -> None:
        connect = self._registry.connect_action
        connect("play.toggle", self.toggle)
        connect("play.backwards", self.toggle_backwards)
        connect("play.slower", lambda: self.set_rate(slower(self._rate)))
        connect("play.faster", lambda: self.set_rate(faster(self._rate)))
        connect("play.normal", lambda: self.set_rate(1.0))
        connect("loop.in", lambda: self._set_loop_point(first=self._clips.frame_index))
        connect("loop.out", lambda: self._set_loop_point(last=self._clips.frame_index))
        connect("loop.toggle", lambda: self.set_loop_on(not self._loop_on))
        connect("frame.next", lambda: self.step(1))
        connect("frame.previous", lambda: self.step(-1))
        connect("frame.forward_10", lambda: self.step(JUMP_FRAMES))
        connect("frame.back_10", lambda: self.step(-JUMP_FRAMES))
        connect("frame.first", lambda: self._clips.go_to(0))
        connect("frame.last", lambda: self._clips.go_to(self._clips.last_frame))
        connect("frame.ask", self._clips.parts.transport.edit_frame)
        connect("keyframe.next", lambda: self._jump_to_keyframe(forward=True))
        connect("keyframe.previous", lambda: self._jump_to_keyframe(forward=False))
        connect("annotated.next", lambda: self._jump_to_annotated(forward=True))
        connect("annotated.previous", lambda: self._jump_to_annotated(forward=False))

    def _play(self, rate: float) -> None:
        self._backwards = rate < 0
        self._playback.play(rate)

    def _on_state(self, state: PlayerState) -> None:
        self._clips.parts.timeline.marks.set_buffered(*(state.buffered or (None, None)))

    def _jump_to_keyframe(self, *, forward: bool) -> None:
        """Go to a keyframe of the selection, or of any shown track where nothing is selected."""
        annotation = self._clips.editor.annotation
        find = annotation.next_keyframe if forward else annotation.previous_keyframe
        target = find(self._clips.frame_index, self._clips.editor.selection or self._shown)
        if target is not None:
            self._clips.go_to(target)

    def _jump_to_annotated(self, *, forward: bool) -> None:
        annotation, here = self._clips.editor.annotation, self._clips.frame_index
        if self._shown is not None:
            find = annotation.next_keyframe if forward else annotation.previous_keyframe
            target = find(here, self._shown)
            if target is not None:
                self._clips.go_to(target)
            return
        frames = annotation.annotated_frames()
        at = bisect_right(frames, here) if forward else bisect_left(frames, here) - 1
        if 0 <= at < len(frames):
            self._clips.go_to(frames[at])

    def _set_loop_point(self, *, first: int | None = None, last: int | None = None) -> None:
        low, high = self._loop or (0, None)
        low = low if first is None else first
        high = high if last is None else last
        if high is not None and low > high:
            # An in point behind the out point starts a new loop to the end, and vice versa.
            low, high = (low, None) if first is not None else (0, high)
        self._loop = low, high
        self._loop_on = True
        self._show_loop()

    def _show_loop(self) -> None:
        parts = self._clips.parts
        loop = self._borrowed
        if loop is None and self._loop_on and self._loop is not None:
            low, high = self._loop
            loop = low, self._clips.last_frame if high is None else high
        self._playback.set_loop(loop)
        # What plays in a loop says so, whoever asked for it.
        parts.transport.set_loop(self._loop_on or self._borrowed is not None)
        self._registry.action("loop.toggle").setChecked(self._loop_on)
        parts.timeline.marks.set_loop(*(loop or (None, None)))

    def _on_timeline(self, frame_index: int, scrubbing: bool) -> None:
        self._clips.parts.transport.show_target(frame_index, drags=scrubbing)
        self._clips.go_to(frame_index, scrubbing=scrubbing)

    def _on_index_grown(self) -> None:
        if self._loop_on and self._loop is not None and self._loop[1] is None:
            self._show_loop()

    def _on_clip_opened(self) -> None:
        self._loop, self._loop_on, self._borrowed = None, False, None
        self._show_loop()
