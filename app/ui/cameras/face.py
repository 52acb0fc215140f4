"""What a tile shows of its clip: picture, moment, how it follows, and why there is no picture."""

from PySide6.QtCore import QObject, QTimer

from app.failures import explain
from app.media.lockstep import Lockstep, Presence, Recording, Sight
from app.media.pictures.picture import Picture
from app.session.clocks import clock_of
from app.ui.cameras.texts import absence_texts, badge_text, badge_tip, clock_text, offset_text
from app.ui.cameras.tile import CameraTile
from app.ui.controls.labels import Tone
from app.ui.timeline.times import clip_time_text
from models.records import ClipRecord

# A picture that comes sooner needs no sign.
_WAITS_MS = 400


class TileFace(QObject):
    """Writes into one tile."""

    def __init__(self, tile: CameraTile, clip: ClipRecord, parent: QObject) -> None:
        super().__init__(parent)
        self.clip = clip
        self.recording: Recording | None = None
        self._tile = tile
        self._sight: Sight | None = None
        self._has_failed = self._is_late = self._is_held = False
        self._lock = Lockstep.between(None, None)
        self._apart_s = 0.0
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(_WAITS_MS)
        self._waits.timeout.connect(self._on_late)
        tile.set_clip(clip.name, clip.camera)

    @property
    def frame_shown(self) -> int | None:
        """The frame whose picture is in the tile, None while there is none."""
        picture = self._tile.area.picture
        return None if picture is None else picture.frame_index

    def show_lock(self, lock: Lockstep, *, held: bool) -> None:
        """Say how the clip follows."""
        self._lock, self._is_held = lock, held
        self._show_badge()

    def show_apart(self, apart_s: float) -> None:
        """Say how far behind its moment the picture is; 0 where it is in step."""
        if apart_s != self._apart_s:
            self._apart_s = apart_s
            self._show_badge()

    def show_recording(self, recording: Recording) -> None:
        """Take the clip, now that it is open."""
        self.recording = recording
        self._tile.area.show_no_words()
        self._tile.area.set_frame_size(recording.index.width, recording.index.height)

    def show_no_recording(self) -> None:
        """Say that nothing can be shown before all of the clip has been read."""
        self.recording = self._sight = None
        self.end_waiting()
        self._tile.area.drop_picture()
        self._tile.header.set_moment("")
        self._tile.area.show_words(
            "film",
            self.tr("The frames are being numbered"),
            self.tr("The clip's time stamps cannot be relied on, so all of it is read first."),
        )
        self._show_badge()

    def show_sight(self, sight: Sight) -> None:
        """Say what the clip has of this moment; its picture follows."""
        self._sight = sight
        if self._has_failed:
            return
        area = self._tile.area
        if sight.is_shown:
            area.show_no_words()
            self._show_moment()
        else:
            if area.picture is not None:
                area.drop_picture()
            clock = clock_of(self.clip)
            started_at = None if clock is None else clock.started_at
            area.show_words("clock", *absence_texts(sight, started_at))
            self._tile.header.set_moment("")
            self.end_waiting()
        self._show_notice()

    def show_held(self) -> None:
        """Show whatever frame the hand chooses."""
        self._sight = None
        self._tile.area.show_no_words()

    def show_picture(self, picture: Picture) -> None:
        """Show a frame of the clip. Where words stand in its place, it is there after them."""
        self._has_failed = False
        self._tile.show_no_failure()
        if picture.exact:
            self.end_waiting()
        if self._sight is None or self._sight.is_shown:
            self._tile.area.show_no_words()
        self._tile.area.show_picture(picture)
        self._show_moment()
        self._show_notice()

    def show_failure(self, error: Exception) -> None:
        """Say what went wrong, here and nowhere else."""
        self._has_failed = True
        self.end_waiting()
        problem = explain(error)
        self._tile.area.show_notice("")
        self._tile.show_failure(problem.title, problem.remedy or problem.text)
        self._show_badge()

    def forget_failure(self) -> None:
        self._has_failed = False
        self._tile.show_no_failure()
        self._tile.area.show_no_words()

    def await_picture(self) -> None:
        """Begin to wait; a sign comes if it takes long."""
        if not self._waits.isActive() and not self._is_late:
            self._waits.start()

    def end_waiting(self) -> None:
        self._waits.stop()
        self._is_late = False

    def _on_late(self) -> None:
        self._is_late = True
        if self.recording is None:
            self._tile.area.show_words("film", self.tr("Opening…"), "")
        else:
            self._show_notice()

    def _show_moment(self) -> None:
        frame, recording = self.frame_shown, self.recording
        if frame is None or recording is None:
            return
        seconds, clock = recording.seconds(frame), clock_of(self.clip)
        text = clip_time_text(seconds) if clock is None else clock_text(clock.at(seconds))
        self._tile.header.set_moment(text)

    def _show_badge(self) -> None:
        shown, lock = self.frame_shown is not None, self._lock
        text = badge_text(lock, held=self._is_held, shown=shown, apart_s=self._apart_s)
        tone: Tone = "dim"
        if self._is_held or offset_text(lock.offset_ms):
            tone = "accent"
        if shown and self._apart_s and not self._is_held:
            tone = "warn"
        short = text if tone == "warn" else offset_text(lock.offset_ms)
        self._tile.show_badge(text, short, tip=badge_tip(lock), tone=tone)

    def _show_notice(self) -> None:
        self._show_badge()
        picture = self._tile.area.picture
        presence = None if self._sight is None else self._sight.presence
        text, bad = "", False
        if presence is Presence.GAP:
            text = self.tr("Gap in the recording: last frame before it")
        elif presence is Presence.UNREAD:
            text = self.tr("Still being read")
        elif self._is_late:
            text = self.tr("Buffering…")
        elif picture is not None and picture.corrupt:
            text, bad = self.tr("This frame is damaged in the clip"), True
        self._tile.area.show_notice(text, bad=bad)
