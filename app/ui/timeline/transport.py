"""The transport: play, step, speed and loop, and which frame is on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.media.index.frame_index import FrameIndex
from app.ui.controls.buttons import PushButton, ToolButton
from app.ui.keys.tips import KeyText, no_keys, with_key
from app.ui.keys.words import tell_key
from app.ui.theme import Theme
from app.ui.timeline.frame_field import FrameField
from app.ui.timeline.readouts import Readouts, Unit
from app.ui.timeline.speed_button import SpeedButton
from app.ui.timeline.times import ClipTimes

if TYPE_CHECKING:
    # The player's module brings PyAV with it, which the window must not wait for.
    from app.media.player.player import PlayerState

HEIGHT_PX = 40
# Short waits for a picture are no news; only one that a person would wonder about is told.
_BUFFERING_NEWS_MS = 300
_LEAST_WIDTH_PX = 500
_SPACING_PX = 6
_BESIDE_PX = 12


class Transport(QWidget):
    """The bar above the timeline.

    Signals:
        play_toggled(): play or pause.
        step_requested(delta: int): go so many frames on, or back.
        frame_requested(frame_index: int): go to this frame.
        rate_requested(rate: float): play at this speed.
        loop_toggled(on: bool): play between the in and out points again and again, or not.
        sound_toggled(on: bool): let the clip be heard, or not.
        unit_chosen(unit: Unit): tell moments in this unit, whatever else there is room for.
        refused(text: str): what was typed leads nowhere; says what is accepted.
        accepted(note: str): what was typed is gone to; says what is different from it, if anything.
    """

    play_toggled = Signal()
    step_requested = Signal(int)
    frame_requested = Signal(int)
    rate_requested = Signal(float)
    loop_toggled = Signal(bool)
    sound_toggled = Signal(bool)
    unit_chosen = Signal(object)
    refused = Signal(str)
    accepted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame = self._last_frame = 0
        self._pts = 0
        # Where a drag leads to, and whether it is still under way.
        self._target: int | None = None
        self._drags = False
        self._playing = False
        self._next_rate = 1.0
        self._key_text: KeyText = no_keys
        self.setFixedHeight(HEIGHT_PX)
        self.setAccessibleName(self.tr("Transport"))

        self._first = self._button("skip-back", self.tr("First frame"))
        self._back = self._button("chevron-left", self.tr("Previous frame"))
        self._play = self._button("play", self.tr("Play"), primary=True)
        self._on = self._button("chevron-right", self.tr("Next frame"))
        self._last = self._button("skip-forward", self.tr("Last frame"))
        self._connect_buttons()

        self._field = FrameField(theme, ClipTimes.none(), self)
        self._field.frame_requested.connect(self.frame_requested)
        self._field.refused.connect(self.refused)
        self._field.accepted.connect(self.accepted)
        self._field.width_changed.connect(self._show_numbers)
        self._total = self._number(self.tr("Last frame's number"), "dim")
        self._readouts = Readouts(theme, self)
        self._readouts.unit_chosen.connect(self._show_numbers)
        self._readouts.unit_chosen.connect(self.unit_chosen)
        self._news = self._number(self.tr("Player"), "faint")
        self._news_text = ""
        self._news_timer = QTimer(self)
        self._news_timer.setSingleShot(True)
        self._news_timer.setInterval(_BUFFERING_NEWS_MS)
        self._news_timer.timeout.connect(lambda: self._tell(self.tr("loading…")))

        self._sound = self._button("volume-x", self.tr("Sound"))
        self._sound.setCheckable(True)
        self._sound.toggled.connect(self._on_sound_toggled)
        self._speed = SpeedButton(self)
        self._speed.rate_requested.connect(self.rate_requested)
        self._loop = PushButton(self.tr("Loop off"), self)
        self._loop.setCheckable(True)
        self._loop.setProperty("kind", "segment")
        self._loop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._loop.setAccessibleName(self.tr("Loop"))
        self._loop.setToolTip(self.tr("Play from the in point to the out point again and again"))
        self._loop.toggled.connect(self._on_loop_toggled)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()
        self.set_clip(None)

    def set_keys(self, key_text: KeyText) -> None:
        """Tell in the tooltips by which keys the same is done."""
        self._key_text = key_text
        for button, action_id in (
            (self._first, "frame.first"),
            (self._back, "frame.previous"),
            (self._on, "frame.next"),
            (self._last, "frame.last"),
            (self._sound, "play.sound"),
        ):
            button.setToolTip(with_key(button.accessibleName(), key_text(action_id)))
        self._field.set_key(key_text("frame.ask"))
        slower, faster = key_text("play.slower"), key_text("play.faster")
        tell_key(self._speed, f"{slower} {faster}".strip())
        tell_key(self._loop, key_text("loop.toggle"))
        self._dress_play()

    def set_clip(self, index: FrameIndex | None, times: ClipTimes | None = None) -> None:
        """Take another clip, at its first frame; None is no clip. `times` as for the timeline."""
        times = ClipTimes.for_index(index) if times is None else times
        for control in (*self._buttons(), self._field, self._sound, self._speed, self._loop):
            control.setEnabled(index is not None)
        self._news_timer.stop()
        self._tell("")
        self._target, self._drags = None, False
        self.set_times(times)
        self.set_frame(0, 0 if index is None else index.first_pts)

    def set_times(self, times: ClipTimes) -> None:
        """Take what is known now of the same clip's times: another clock, more frames."""
        self._last_frame = max(len(times) - 1, 0)
        self._total.setText(f"/ {self._last_frame}" if len(times) else "")
        self._field.set_times(times)
        self._readouts.set_times(times)
        self._enable_steps()
        self._show_numbers()

    def set_frame(self, frame_index: int, pts: int) -> None:
        """Show which frame is on screen; while a drag is under way, where it leads to stays."""
        self._frame, self._pts = frame_index, pts
        if not self._drags:
            self._target = None
        self._show_moment()
        self._enable_steps()

    def show_target(self, frame_index: int | None, *, drags: bool = False) -> None:
        """Show, dimmed, where a drag leads to; None shows the frame on screen again.

        When it no longer `drags`, the next picture takes the target's place.
        """
        self._drags = drags
        arrived = not drags and frame_index == self._frame
        self._target = None if arrived else frame_index
        self._show_moment()

    def set_state(self, state: PlayerState) -> None:
        """Show whether the player plays, how fast, and whether it waits for pictures."""
        if state.playing is not self._playing:
            self._playing = state.playing
            self._dress_play()
        # A player at rest remembers how it played last, which may have been backwards.
        self._speed.set_rate(state.rate if state.playing else self._next_rate)
        if not state.buffering:
            self._news_timer.stop()
            self._tell("")
        elif not self._news_timer.isActive() and not self._news_text:
            self._news_timer.start()

    def set_next_rate(self, rate: float) -> None:
        """Take the speed that Play will play at; it is shown while nothing plays."""
        self._next_rate = rate
        if not self._playing:
            self._speed.set_rate(rate)

    def set_loop(self, on: bool) -> None:
        """Show whether the player loops, without asking for it."""
        blocked = self._loop.blockSignals(True)
        self._loop.setChecked(on)
        self._loop.blockSignals(blocked)
        self._dress_loop()

    def set_sound(self, on: bool) -> None:
        """Show whether the clip can be heard, without asking for it."""
        blocked = self._sound.blockSignals(True)
        self._sound.setChecked(on)
        self._sound.blockSignals(blocked)
        self._dress_sound()

    def set_unit(self, unit: Unit) -> None:
        """Tell moments in this unit, whatever else there is room for."""
        self._readouts.set_unit(unit)
        self._show_numbers()

    def edit_frame(self) -> None:
        """Put the cursor into the frame field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(880, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH_PX, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_numbers()

    def _show_moment(self) -> None:
        frame, pts = self._frame, self._pts
        if self._target is not None:
            frame, pts = self._target, self._field.times.pts_of(self._target)
        self._field.set_frame(frame, dim=self._target is not None)
        self._readouts.set_frame(frame, pts, dim=self._target is not None)

    def _enable_steps(self) -> None:
        for button in (self._first, self._back):
            button.setEnabled(self._frame > 0)
        for button in (self._on, self._last):
            button.setEnabled(self._frame < self._last_frame)

    def _show_numbers(self) -> None:
        """Show the moment in as many units as there is room for between all the controls."""
        room_px = self._room_px()
        # In a narrow window, or while a long time is typed, these matter least: sound has a key.
        for control in (self._sound, self._total):
            control.setVisible(room_px >= self._readouts.least_px)
            if control.isHidden():
                room_px += _width_px(control) + _SPACING_PX
        self._readouts.fit(room_px)
        if not self._news_text:
            return
        # News that comes and goes may push the time stamp out, and nothing that people read.
        units = self._readouts.units - {Unit.PTS}
        for text in (self._news_text, "…"):
            self._news.setText(text)
            self._readouts.fit(room_px - _width_px(self._news) - _SPACING_PX)
            if units <= self._readouts.units:
                return
        # There is room for the shortest in the place of the last frame's number.
        if not self._total.isHidden():
            self._total.hide()
            room_px += _width_px(self._total)
        self._readouts.fit(room_px - _width_px(self._news))

    def _room_px(self) -> int:
        """Give the room between all else, when all of it is shown."""
        layout = self.layout()
        if layout is None:
            return 0
        margins = layout.contentsMargins()
        numbers = self._field, self._total
        shown = (*self._buttons(), *numbers, self._sound, self._speed, self._loop)
        taken_px = sum(_width_px(control) + _SPACING_PX for control in shown)
        taken_px += 2 * _BESIDE_PX + margins.left() + margins.right()
        return self.width() - taken_px

    def _tell(self, news: str) -> None:
        if news != self._news_text:
            self._news_text = news
            self._news.setText(news)
            self._news.setVisible(bool(news))
            self._show_numbers()

    def _buttons(self) -> tuple[QToolButton, ...]:
        return self._first, self._back, self._play, self._on, self._last

    def _button(self, icon: str, name: str, *, primary: bool = False) -> QToolButton:
        button = ToolButton(self)
        button.setFixedSize(30, 28)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(name)
        if primary:
            button.setProperty("kind", "primary")
        self._theme.set_icon(button, icon, "onaccent" if primary else "dim")
        return button

    def _number(self, name: str, tone: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("tone", tone)
        # Its text is its name for a screen reader; this says what the text is.
        label.setAccessibleDescription(name)
        return label

    def _connect_buttons(self) -> None:
        for button in (self._back, self._on):
            button.setAutoRepeat(True)
            button.setAutoRepeatInterval(60)
        self._first.clicked.connect(lambda: self.frame_requested.emit(0))
        self._back.clicked.connect(lambda: self.step_requested.emit(-1))
        self._play.clicked.connect(self.play_toggled)
        self._on.clicked.connect(lambda: self.step_requested.emit(1))
        self._last.clicked.connect(lambda: self.frame_requested.emit(self._last_frame))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        # The layout would not let the window get so narrow that numbers are hidden.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(_SPACING_PX)
        for button in self._buttons():
            row.addWidget(button)
        row.addSpacing(_BESIDE_PX)
        row.addWidget(self._field)
        row.addWidget(self._total)
        row.addSpacing(_BESIDE_PX - _SPACING_PX)
        row.addWidget(self._readouts)
        row.addWidget(self._news)
        row.addStretch()
        row.addWidget(self._sound)
        row.addWidget(self._speed)
        row.addWidget(self._loop)
        self._news.hide()

    def _on_sound_toggled(self, on: bool) -> None:
        self._dress_sound()
        self.sound_toggled.emit(on)

    def _on_loop_toggled(self, on: bool) -> None:
        self._dress_loop()
        self.loop_toggled.emit(on)

    def _dress(self) -> None:
        self._total.setFont(self._theme.font("body", tabular=True))
        self._news.setFont(self._theme.font("small", tabular=True))
        for control in (self._speed, self._loop):
            control.setFont(self._theme.font("body", tabular=True))
        self._dress_play()
        self._dress_loop()

    def _dress_play(self) -> None:
        self._theme.set_icon(self._play, "pause" if self._playing else "play", "onaccent")
        name = self.tr("Pause") if self._playing else self.tr("Play")
        self._play.setAccessibleName(name)
        self._play.setToolTip(with_key(name, self._key_text("play.toggle")))

    def _dress_sound(self) -> None:
        on = self._sound.isChecked()
        self._theme.set_icon(
            self._sound, "volume-2" if on else "volume-x", "accent" if on else "dim"
        )

    def _dress_loop(self) -> None:
        on = self._loop.isChecked()
        self._loop.setText(self.tr("Loop on") if on else self.tr("Loop off"))


def _width_px(control: QWidget) -> int:
    """Give the width that a control is laid out with where there is room for all."""
    fixed = control.minimumWidth() == control.maximumWidth()
    return control.minimumWidth() if fixed else control.sizeHint().width()
