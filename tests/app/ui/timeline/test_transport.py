"""The real widget, driven by the mouse and the keyboard."""

from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.media.clip_clock import ClipClock
from app.media.player.player import PlayerState
from app.ui.theme import Theme
from app.ui.timeline.frame_field import FrameField
from app.ui.timeline.readouts import Readouts, Unit
from app.ui.timeline.times import ClipTimes
from app.ui.timeline.transport import Transport
from tests.support.clip_index import clip_index

RECORDED_AT = datetime(2026, 11, 22, 8, 14, 3, tzinfo=timezone(timedelta(hours=1)))
INDEX = clip_index()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    widget = Transport(Theme())
    qtbot.addWidget(widget)
    widget.resize(1000, 40)
    widget.set_clip(
        INDEX, ClipTimes.from_pts(INDEX.pts, INDEX.time_base, clock=ClipClock(RECORDED_AT))
    )
    widget.set_frame(320, int(INDEX.pts[320]))
    widget.show()
    return widget


def state(*, playing: bool = False, rate: float = 1.0, buffering: bool = False) -> PlayerState:
    return PlayerState(playing, 320, rate, buffering, 25.0, 0)


def button(transport: Transport, name: str) -> QAbstractButton:
    found = [b for b in transport.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, name
    return found[0]


def texts(transport: Transport) -> list[str]:
    return [label.text() for label in transport.findChildren(QLabel) if label.isVisible()]


def moment(transport: Transport) -> tuple[str, ...]:
    return transport.findChild(Readouts).texts


def field(transport: Transport) -> FrameField:
    return transport.findChild(FrameField)


def test_it_says_which_frame_is_on_screen_in_every_unit(transport: Transport) -> None:
    assert field(transport).text() == "320"
    assert texts(transport)[0] == "/ 795"
    assert moment(transport) == ("00:32.000", "08:14:35.000 +01:00", f"pts {INDEX.pts[320]}")


def test_it_shows_the_timecode_of_a_clip_that_has_one(transport: Transport) -> None:
    clock = ClipClock(RECORDED_AT)
    transport.set_times(ClipTimes.of_clip(INDEX, clock=clock, start_timecode="10:00:00:00"))
    transport.resize(1140, 40)
    assert moment(transport)[2] == "10:00:32:00"
    transport.set_frame(321, int(INDEX.pts[321]))
    assert moment(transport)[2] == "10:00:32:01"


def test_during_a_drag_it_shows_dimmed_where_that_leads_until_the_picture_is_there(
    transport: Transport,
) -> None:
    def shown() -> tuple[str, str, bool]:
        return (
            field(transport).text(),
            moment(transport)[0],
            field(transport).property("tone") == "dim",
        )

    transport.show_target(410, drags=True)
    assert shown() == ("410", "00:41.000", True)
    assert moment(transport)[-1] == f"pts {INDEX.pts[410]}"
    transport.set_frame(400, int(INDEX.pts[400]))
    assert shown() == ("410", "00:41.000", True)
    transport.show_target(420)
    assert shown() == ("420", "00:42.000", True)
    transport.set_frame(420, int(INDEX.pts[420]))
    assert shown() == ("420", "00:42.000", False)


def test_a_drag_that_ends_where_its_picture_is_waits_for_nothing(transport: Transport) -> None:
    transport.show_target(320, drags=True)
    transport.show_target(320)
    assert field(transport).property("tone") != "dim"
    transport.show_target(330)
    transport.show_target(None)
    assert (field(transport).text(), field(transport).property("tone")) == ("320", "")


@pytest.mark.parametrize("width", [700, 780, 800, 820, 850, 1000])
def test_a_wait_for_pictures_pushes_no_clock_out(
    transport: Transport, qtbot: QtBot, width: int
) -> None:
    transport.resize(width, 40)
    before = set(moment(transport)) - {f"pts {INDEX.pts[320]}"}
    transport.set_state(state(playing=True, buffering=True))
    qtbot.waitUntil(lambda: bool({"loading…", "…"} & set(texts(transport))))
    assert before <= set(moment(transport))
    transport.set_state(state(playing=True))
    assert before <= set(moment(transport))


def test_another_clock_shows_at_once_for_the_frame_on_screen(transport: Transport) -> None:
    times = ClipTimes.of_clip(INDEX, clock=ClipClock(RECORDED_AT + timedelta(hours=2)))
    transport.set_times(times)
    assert "10:14:35.000 +01:00" in moment(transport)
    transport.set_times(times.with_clock(None))
    assert not [text for text in moment(transport) if "+01:00" in text]


def test_a_clip_whose_frames_become_more_has_further_to_go(transport: Transport) -> None:
    transport.set_clip(clip_index(100))
    transport.set_frame(99, 0)
    assert not button(transport, "Next frame").isEnabled()
    transport.set_times(ClipTimes.of_clip(INDEX))
    assert button(transport, "Next frame").isEnabled()
    assert texts(transport)[0] == "/ 795"
    assert field(transport).text() == "99"


@pytest.mark.parametrize("unit", ["Wall clock", "Presentation time stamp (pts)"])
def test_the_unit_that_was_chosen_is_shown_however_narrow_it_is(
    transport: Transport, unit: str
) -> None:
    menu = button(transport, "Moment on screen")
    assert isinstance(menu, QPushButton)
    actions = {action.text(): action for action in menu.menu().actions() if action.isVisible()}
    assert list(actions) == ["Time in clip", "Wall clock", "Presentation time stamp (pts)"]
    actions[unit].trigger()
    transport.resize(610, 40)
    expected = {"Wall clock": "08:14:35.000 +01:00"}.get(unit, f"pts {INDEX.pts[320]}")
    assert moment(transport) == (expected,)


def test_a_shorter_unit_is_shown_where_the_chosen_one_has_no_room(transport: Transport) -> None:
    transport.set_unit(Unit.CLOCK)
    transport.resize(550, 40)
    assert moment(transport) == ("00:32.000",)


@pytest.mark.parametrize("width", [540, 600, 680, 800, 1000, 1400])
@pytest.mark.parametrize("typing", [False, True], ids=["looking", "typing"])
def test_no_number_is_ever_cut_off(
    transport: Transport, qtbot: QtBot, width: int, typing: bool
) -> None:
    transport.set_times(
        ClipTimes.from_pts(INDEX.pts, INDEX.time_base, clock=ClipClock(RECORDED_AT))
    )
    transport.resize(width, 40)
    transport.activateWindow()
    if typing:
        transport.edit_frame()
        qtbot.waitUntil(field(transport).hasFocus)
    qtbot.waitUntil(lambda: transport.layout().geometry().width() == width)
    transport.layout().activate()
    shown = [
        control
        for control in transport.findChildren(QWidget)
        if control.isVisible() and isinstance(control, QLabel | QAbstractButton)
    ]
    for control in shown:
        at = control.mapTo(transport, control.rect().bottomRight())
        assert at.x() <= width
        if isinstance(control, QLabel):
            assert control.width() >= control.fontMetrics().horizontalAdvance(control.text())
    speed, loop = button(transport, "Speed"), button(transport, "Loop")
    last = transport.findChild(Readouts).geometry().right()
    sound = button(transport, "Sound")
    if sound.isVisible():
        assert last < sound.geometry().left()
        assert sound.geometry().right() < speed.geometry().left()
    assert last < speed.geometry().left() < loop.geometry().left()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "Type a frame"),
        ("@23:00", "It runs from 2026-11-22 08:14:03 to 08:15:22"),
        ("00:00:01:00", "no timecode"),
    ],
)
def test_what_leads_nowhere_says_what_is_accepted(
    transport: Transport, qtbot: QtBot, typed: str, said: str
) -> None:
    transport.edit_frame()
    with qtbot.waitSignal(transport.refused) as heard:
        qtbot.keyClicks(field(transport), typed)
        qtbot.keyClick(field(transport), Qt.Key.Key_Return)
    assert said in heard.args[0]
    assert typed not in heard.args[0]


def test_the_field_says_what_may_be_typed(transport: Transport) -> None:
    transport.set_keys(lambda action_id: {"frame.ask": "`"}.get(action_id, ""))
    tip = field(transport).toolTip()
    assert tip.startswith("Go to a frame or time (`)")
    assert all(form in tip for form in ("+25", "@08:14:35", "00:00:32:12", "pts 123456"))


def test_the_buttons_ask_for_frames_steps_and_play(transport: Transport, qtbot: QtBot) -> None:
    heard: list[object] = []
    transport.frame_requested.connect(heard.append)
    transport.step_requested.connect(lambda delta: heard.append(("step", delta)))
    transport.play_toggled.connect(lambda: heard.append("play"))
    for name in ("First frame", "Previous frame", "Play", "Next frame", "Last frame"):
        qtbot.mouseClick(button(transport, name), LEFT)
    assert heard == [0, ("step", -1), "play", ("step", 1), 795]


def test_at_the_ends_there_is_nowhere_further_to_go(transport: Transport) -> None:
    transport.set_frame(0, 0)
    assert not button(transport, "Previous frame").isEnabled()
    assert button(transport, "Last frame").isEnabled()
    transport.set_frame(795, 0)
    assert not button(transport, "Next frame").isEnabled()
    assert button(transport, "First frame").isEnabled()


@pytest.mark.parametrize(("typed", "frame"), [("42", 42), ("0:32.5", 325), ("99999", 795)])
def test_a_typed_frame_or_time_is_gone_to(
    transport: Transport, qtbot: QtBot, typed: str, frame: int
) -> None:
    transport.edit_frame()
    with qtbot.waitSignal(transport.frame_requested) as heard:
        qtbot.keyClicks(field(transport), typed)
        qtbot.keyClick(field(transport), Qt.Key.Key_Return)
    assert heard.args == [frame]


@pytest.mark.parametrize(
    ("typed", "note"), [("42", ""), ("99999", "The clip ends at frame 795."), ("80s", "ends at")]
)
def test_a_jump_behind_the_end_is_told(
    transport: Transport, qtbot: QtBot, typed: str, note: str
) -> None:
    transport.edit_frame()
    with qtbot.waitSignal(transport.accepted) as heard:
        qtbot.keyClicks(field(transport), typed)
        qtbot.keyClick(field(transport), Qt.Key.Key_Return)
    assert note in heard.args[0]
    assert bool(note) is bool(heard.args[0])


def test_what_is_no_frame_asks_for_nothing_and_escape_goes_back(
    transport: Transport, qtbot: QtBot
) -> None:
    heard: list[int] = []
    transport.frame_requested.connect(heard.append)
    transport.activateWindow()
    transport.edit_frame()
    qtbot.waitUntil(field(transport).hasFocus)
    qtbot.keyClicks(field(transport), "abc")
    qtbot.keyClick(field(transport), Qt.Key.Key_Return)
    qtbot.keyClick(field(transport), Qt.Key.Key_Escape)
    assert heard == []
    assert field(transport).text() == "320"


def test_playing_does_not_overwrite_what_is_being_typed(transport: Transport, qtbot: QtBot) -> None:
    transport.activateWindow()
    transport.edit_frame()
    qtbot.waitUntil(field(transport).hasFocus)
    qtbot.keyClicks(field(transport), "7")
    transport.set_frame(321, 0)
    assert field(transport).text() == "7"
    field(transport).clearFocus()
    assert field(transport).text() == "321"


def test_the_player_s_state_shows(transport: Transport) -> None:
    transport.set_state(state(playing=True, rate=2.0))
    assert button(transport, "Pause").isEnabled()
    assert button(transport, "Speed").text() == "2\N{MULTIPLICATION SIGN}"
    transport.set_state(state())
    assert button(transport, "Play").isEnabled()


def test_at_rest_the_speed_is_the_one_that_play_will_play_at(transport: Transport) -> None:
    times = "\N{MULTIPLICATION SIGN}"
    speed = button(transport, "Speed")
    transport.set_state(state(playing=True, rate=-1.0))
    assert speed.text() == f"\N{MINUS SIGN}1{times}"
    transport.set_state(state(rate=-1.0))
    assert speed.text() == f"1{times}"
    transport.set_next_rate(1.5)
    assert speed.text() == f"1.5{times}"
    transport.set_state(state(rate=1.0))
    assert speed.text() == f"1.5{times}", "a step forgot what was chosen"


def test_the_speed_that_plays_stays_while_another_is_on_its_way(transport: Transport) -> None:
    transport.set_state(state(playing=True, rate=-1.0))
    transport.set_next_rate(2.0)
    assert button(transport, "Speed").text() == "\N{MINUS SIGN}1\N{MULTIPLICATION SIGN}"


def test_the_menu_marks_the_speed_and_its_button_never_changes_its_width(
    transport: Transport,
) -> None:
    speed = button(transport, "Speed")
    assert isinstance(speed, QPushButton)
    widths = set()
    for rate in (1.0, -1.0, 0.25, -0.25, 16.0):
        transport.set_state(state(playing=True, rate=rate))
        marked = [action.text() for action in speed.menu().actions() if action.isChecked()]
        assert marked == [f"{abs(rate):g}\N{MULTIPLICATION SIGN}"]
        widths.add(speed.sizeHint().width())
    assert len(widths) == 1


def test_only_a_long_wait_for_pictures_is_told(transport: Transport, qtbot: QtBot) -> None:
    transport.set_state(state(playing=True, buffering=True))
    assert "loading…" not in texts(transport)
    qtbot.waitUntil(lambda: "loading…" in texts(transport))
    transport.set_state(state(playing=True))
    assert "loading…" not in texts(transport)


def test_the_speed_menu_asks_for_a_rate(transport: Transport, qtbot: QtBot) -> None:
    menu = button(transport, "Speed")
    assert isinstance(menu, QPushButton)
    actions = {action.text(): action for action in menu.menu().actions()}
    with qtbot.waitSignal(transport.rate_requested) as heard:
        actions["0.25\N{MULTIPLICATION SIGN}"].trigger()
    assert heard.args == [0.25]


def test_the_loop_button_switches_and_follows_without_asking(
    transport: Transport, qtbot: QtBot
) -> None:
    heard: list[bool] = []
    transport.loop_toggled.connect(heard.append)
    loop = button(transport, "Loop")
    qtbot.mouseClick(loop, LEFT)
    assert loop.text() == "Loop on"
    transport.set_loop(False)
    assert loop.text() == "Loop off"
    assert heard == [True]


def test_the_sound_button_switches_and_follows_without_asking(
    transport: Transport, qtbot: QtBot
) -> None:
    heard: list[bool] = []
    transport.sound_toggled.connect(heard.append)
    sound = button(transport, "Sound")
    silent = sound.icon().cacheKey()
    qtbot.mouseClick(sound, LEFT)
    assert sound.isChecked()
    assert sound.icon().cacheKey() != silent
    transport.set_sound(False)
    assert not sound.isChecked()
    transport.set_sound(True)
    assert sound.isChecked()
    assert heard == [True]


def test_a_narrow_window_lets_the_sound_button_go_before_the_last_frame_s_number(
    transport: Transport,
) -> None:
    gone: dict[str, int] = {}
    for width in range(900, 500, -4):
        transport.resize(width, 40)
        if not button(transport, "Sound").isVisible():
            gone.setdefault("sound", width)
        if "/ 795" not in texts(transport):
            gone.setdefault("last frame", width)
    assert gone["last frame"] < gone["sound"] < 700
    transport.resize(900, 40)
    assert button(transport, "Sound").isVisible()


def test_a_unit_that_is_chosen_is_told_and_one_that_is_set_is_not(transport: Transport) -> None:
    chosen: list[Unit] = []
    transport.unit_chosen.connect(chosen.append)
    transport.set_unit(Unit.PTS)
    assert moment(transport)[0] == f"pts {INDEX.pts[320]}"
    menu = button(transport, "Moment on screen")
    assert isinstance(menu, QPushButton)
    next(one for one in menu.menu().actions() if one.text() == "Wall clock").trigger()
    assert chosen == [Unit.CLOCK]
    assert moment(transport)[0] == "08:14:35.000 +01:00"
    transport.set_times(ClipTimes.of_clip(INDEX))
    assert moment(transport)[0] == "00:32.000"


def test_without_a_clip_nothing_can_be_pressed(transport: Transport) -> None:
    transport.set_clip(None)
    buttons = transport.findChildren(QAbstractButton)
    assert not any(b.isEnabled() for b in buttons)
    assert not any(texts(transport))
    transport.set_clip(INDEX)
    assert button(transport, "Play").isEnabled()
    assert field(transport).text() == "0"


def test_a_narrow_window_keeps_the_frame_and_lets_the_rest_go(transport: Transport) -> None:
    transport.resize(560, 40)
    assert moment(transport) == ("00:32.000",)
    transport.resize(780, 40)
    assert moment(transport)[:2] == ("00:32.000", "08:14:35.000 +01:00")


def test_every_control_has_an_accessible_name(transport: Transport) -> None:
    assert all(control.accessibleName() for control in transport.findChildren(QAbstractButton))
    assert all(label.accessibleDescription() for label in transport.findChildren(QLabel))
    assert len(transport.findChildren(QToolButton)) == 6


def test_every_button_tells_its_key(transport: Transport) -> None:
    transport.set_keys(
        lambda action_id: {
            "play.toggle": "Space",
            "frame.next": "F",
            "play.sound": "Shift+M",
        }.get(action_id, "")
    )
    assert button(transport, "Sound").toolTip() == "Sound (Shift+M)"
    assert button(transport, "Play").toolTip() == "Play (Space)"
    assert button(transport, "Next frame").toolTip() == "Next frame (F)"
    transport.set_state(state(playing=True))
    assert button(transport, "Pause").toolTip() == "Pause (Space)"
