"""Which cameras are shown, where they lie, and that nothing of them stays."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider

from app.ui.cameras.arrangement import arranged
from app.ui.cameras.picker import CameraPicker
from app.ui.cameras.tile import CameraTile
from app.ui.cameras.tile_header import CameraHeader
from app.ui.clip_list.dragging import clip_mime
from app.ui.clip_list.model import CLIP_ROLE
from tests.app.ui.cameras.conftest import Cameras, barcode
from tests.support.footage import even_pts, make_clip


@pytest.mark.parametrize("companions", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [(756, 500), (1300, 690), (500, 900), (240, 180)])
def test_tiles_fill_the_place_and_do_not_overlap(companions: int, size: tuple[int, int]) -> None:
    places = arranged(*size, companions, header_px=30)
    assert len(places) == companions + 1
    covered: set[tuple[int, int]] = set()
    for place in places:
        assert place.x + place.width <= size[0]
        assert place.y + place.height <= size[1]
        corners = {(place.x, place.y), (place.x + place.width, place.y + place.height)}
        assert not corners & covered
        covered |= corners
    area = sum(place.width * place.height for place in places)
    assert area >= size[0] * size[1] * 0.98


def test_a_wide_place_puts_two_beside_each_other_and_a_high_one_below() -> None:
    wide, high = arranged(1300, 600, 1, header_px=30), arranged(500, 900, 1, header_px=30)
    assert wide[0].y == wide[1].y
    assert high[0].x == high[1].x


def test_in_a_narrow_line_the_name_gets_the_room_first(qtbot) -> None:
    header = CameraHeader()
    qtbot.addWidget(header)
    header.set_name("cam-parking-03")
    header.set_moment("08:14:01.140")
    header.show_badge("In step", "", tip="", tone="dim")
    header.show()
    said = []
    for width in range(400, 100, -4):
        header.resize(width, header.height())
        said.append((header._moment.text(), header._badge.text()))
        header.layout().activate()
        named = header._name.fontMetrics().horizontalAdvance(header.name)
        assert header._name.width() >= named or said[-1] == ("", "")
    assert list(dict.fromkeys(said)) == [
        ("08:14:01.140", "In step"),
        ("08:14:01", "In step"),
        ("08:14:01", ""),
        ("", ""),
    ]
    assert (header.moment, header.badge) == ("08:14:01.140", "In step")


def test_the_canvas_has_a_line_over_it_only_in_company(cameras: Cameras) -> None:
    cameras.open("gate")
    wall, canvas = cameras.person.window.workbench.cameras, cameras.person.canvas
    alone = canvas.size()
    assert wall.header.isHidden()
    yard = cameras.add("yard")
    assert wall.header.isVisible()
    assert wall.header.name == "cam-gate"
    cameras.person.go_to(25)
    assert wall.header.moment == "08:14:01.000"
    cameras.desk.close(yard)
    assert wall.header.isHidden()
    assert canvas.size() == alone


def test_a_click_chooses_what_the_keys_act_on(cameras: Cameras) -> None:
    cameras.open("gate")
    yard, alley = cameras.add("yard"), cameras.add("alley")
    assert cameras.desk.chosen is alley
    QTest.mouseClick(yard.tile.area, Qt.MouseButton.LeftButton)
    assert cameras.desk.chosen is yard
    cameras.person.press("Ctrl+Alt+.")
    assert (yard.lock.offset_ms, alley.lock.offset_ms) == (100.0, 0.0)
    assert QApplication.focusWidget() is cameras.person.canvas


def test_a_double_click_swaps_and_keeps_the_moment(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard, alley = cameras.add("yard"), cameras.add("alley")
    person.press("Ctrl+Alt+.")
    person.go_to(33)
    cameras.wait_in_step()
    before = yard.frame_shown
    for _ in range(3):
        (there,) = [c for c in cameras.desk.companions if c.clip.id == cameras.ids["yard"]]
        QTest.mouseDClick(there.tile.area, Qt.MouseButton.LeftButton)
        person.wait_until(lambda: person.picture_frame() == person.frame == before, "for the yard")
        gate = cameras.desk.companions[0]
        assert gate.clip.id == cameras.ids["gate"]
        person.wait_until(lambda gate=gate: cameras.in_step(gate), "for the gate")
        assert barcode(gate) == 33
        cameras.desk.make_main(gate)
        person.wait_until(lambda: person.picture_frame() == person.frame == 33, "for the gate")
        cameras.wait_in_step()
    assert [c.clip.name for c in cameras.desk.companions] == ["yard", "alley"]
    assert cameras.desk.companions[1].lock.offset_ms == 100.0
    assert alley in cameras.desk.companions


def test_offsets_hold_after_a_swap_also_between_the_other_cameras(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard, alley = cameras.add("yard"), cameras.add("alley")
    yard.nudge_ms(100.0)
    alley.nudge_ms(30.0)
    cameras.desk.make_main(yard)
    person.wait_until(lambda: cameras.desk.companions[0].clip.name == "gate", "for the swap")
    for _ in range(2):
        offsets = {c.clip.name: c.lock.offset_ms for c in cameras.desk.companions}
        assert offsets == {"gate": -100.0, "alley": -70.0}
        person.desk.clips.refresh()
        person.wait_until(lambda: person.shell.jobs.count == 0, "for the list")


def test_a_camera_without_a_recording_of_the_moment_opens_at_its_nearest_end(
    cameras: Cameras,
) -> None:
    person = cameras.person
    cameras.open("gate")
    person.go_to(30)
    alley = cameras.add("alley")
    cameras.desk.make_main(alley)
    person.wait_until(lambda: person.picture_frame() == person.frame == 29, "for its last frame")
    (gate,) = cameras.desk.companions
    cameras.person.wait_until(lambda: cameras.in_step(gate), "for the gate")
    assert gate.lock.offset_ms == 0.0
    assert gate.tile.area.words[0] == "No recording at this time"


def test_no_clip_is_shown_twice(cameras: Cameras) -> None:
    cameras.open("gate")
    cameras.add("yard")
    cameras.add("alley")
    cameras.desk.add(cameras.ids["yard"])
    cameras.desk.add(cameras.ids["gate"])
    assert len(cameras.desk.companions) == 2


def test_three_cameras_are_the_most_beside_the_open_clip(
    cameras: Cameras, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = cameras.person
    for name, frames in (("pier", 12), ("dock", 14)):
        file = tmp_path / f"{name}.video"
        file.write_bytes(make_clip(pts=even_pts(frames), size=(320, 192)))
        cameras.ids[name] = person.import_file(file, name=name).id
    cameras.open("gate")
    for name in ("yard", "alley", "pier"):
        cameras.desk.add(cameras.ids[name])
    cameras.desk.add(cameras.ids["dock"])
    assert [one.clip.name for one in cameras.desk.companions] == ["yard", "alley", "pier"]
    assert person.window.toast.text.startswith("Four clips at once are the most")
    monkeypatch.setattr(CameraPicker, "exec", lambda _picker: pytest.fail("asks in vain"))
    person.press("B")
    cameras.wait_in_step()
    cameras.desk.close(cameras.desk.companions[0])
    cameras.add("dock")
    assert [one.clip.name for one in cameras.desk.companions] == ["alley", "pier", "dock"]


def test_another_main_clip_keeps_the_cameras_of_its_time(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    cameras.add("alley")
    cameras.open("yard")
    cameras.person.breathe()
    assert cameras.desk.companions == ()
    gate = cameras.add("gate")
    assert yard not in cameras.desk.companions
    cameras.open("alley")
    cameras.person.breathe()
    assert gate not in cameras.desk.companions


def test_the_picker_offers_clips_of_the_same_time_first(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[list[str]] = []

    def answer(picker: CameraPicker) -> int:
        offered.append(
            [picker._model.index(row, 0).data() for row in range(picker._model.rowCount())]
        )
        return int(CameraPicker.DialogCode.Accepted)

    monkeypatch.setattr(CameraPicker, "exec", answer)
    cameras.open("gate")
    cameras.person.press("B")
    assert offered == [["yard", "alley"]]
    assert [one.clip.name for one in cameras.desk.companions] == ["yard"]
    cameras.person.press("Shift+B")
    assert cameras.desk.companions == ()


def test_a_clip_of_the_list_can_be_dropped_on_the_canvas(cameras: Cameras) -> None:
    cameras.open("gate")
    wall = cameras.person.window.workbench.cameras
    model = cameras.person.window.clip_list._model
    row = next(
        row
        for row in range(model.rowCount())
        if model.index(row, 0).data(CLIP_ROLE).id == cameras.ids["yard"]
    )
    mime = model.mimeData([model.index(row, 0)])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    wall.dragEnterEvent(entering)
    assert entering.isAccepted()
    wall.dropEvent(QDropEvent(QPointF(50, 50), copy, mime, left, none))
    assert [one.clip.name for one in cameras.desk.companions] == ["yard"]


@pytest.mark.promise
def test_a_dragged_clip_is_an_id_and_nothing_else(cameras: Cameras) -> None:
    model = cameras.person.window.clip_list._model
    mime = model.mimeData([model.index(0, 0)])
    assert mime.formats() == clip_mime(cameras.ids["gate"]).formats()
    assert not mime.hasText()
    assert bytes(mime.data(mime.formats()[0]).data()) in {i.bytes for i in cameras.ids.values()}


@pytest.mark.promise
def test_locking_leaves_no_picture_no_box_and_no_name_of_a_camera(cameras: Cameras) -> None:
    person = cameras.person
    cameras.open("gate")
    yard, alley = cameras.add("yard"), cameras.add("alley")
    person.go_to(30)
    cameras.wait_in_step()
    tiles = [yard.tile, alley.tile]
    person.desk.projects.lock()
    wall = person.window.workbench.cameras
    assert wall.tiles == ()
    assert cameras.desk._shown is None
    assert (wall.header.name, wall.header.moment) == ("", "")
    for tile in tiles:
        assert tile.header.name == tile.header.moment == tile.badge == ""
        assert tile.area.picture is None
        assert tile.area._painted is None
        assert tile.area.scene.items == ()
    assert yard.playback._player is alley.playback._player is None
    assert yard.session is None
    person.wait_until(lambda: person.shell.jobs.count == 0, "for the project to be closed")
    assert person.window.problems.problems == ()
    assert person.window.findChildren(CameraTile) == []


def test_a_clip_that_cannot_be_opened_says_so_in_its_tile_and_can_be_tried_again(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import StorageUnavailableError

    person = cameras.person
    cameras.open("gate")
    person.go_to(30)
    project = person.desk.projects.project
    open_clip = project.open_clip

    def away(_clip_id: object) -> None:
        raise StorageUnavailableError("the store does not answer")

    monkeypatch.setattr(project, "open_clip", away)
    cameras.desk.add(cameras.ids["yard"])
    (yard,) = cameras.desk.companions
    person.wait_until(lambda: bool(yard.tile.area.words[0]), "for the tile to say it")
    assert person.window.problems.problems == ()
    monkeypatch.setattr(project, "open_clip", open_clip)
    yard.tile._again.click()
    person.wait_until(lambda: cameras.in_step(yard), "for the picture")
    assert not yard.tile._again.isVisible()


def test_a_camera_whose_clip_is_deleted_goes(cameras: Cameras) -> None:
    cameras.open("gate")
    cameras.add("yard")
    cameras.person.desk.clips.delete(cameras.ids["yard"])
    cameras.person.wait_until(lambda: cameras.desk.companions == (), "for the tile to go")


def test_decoded_frames_share_one_budget_however_many_cameras_there_are(cameras: Cameras) -> None:
    cameras.open("gate")
    main = cameras.person.desk.clip.playback

    def budgets() -> list[int]:
        return [
            main._cache_limit_bytes or main.cache_bytes,
            *(one.playback._cache_limit_bytes for one in cameras.desk.companions),
        ]

    for name in ("yard", "alley"):
        cameras.add(name)
        assert sum(budgets()) <= main.cache_bytes
        assert budgets()[0] == main.cache_bytes // 2
    cameras.desk.close_all()
    assert budgets() == [main.cache_bytes]


def test_everything_on_a_tile_has_a_name_and_is_reached_by_tab(cameras: Cameras) -> None:
    cameras.open("gate")
    yard = cameras.add("yard")
    yard.hold()
    controls = [
        *yard.tile.findChildren(QAbstractButton),
        *yard.tile.findChildren(QSlider),
        yard.tile.area,
    ]
    assert len(controls) == 7
    for control in controls:
        assert control.accessibleName(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "yard" in yard.tile.area.accessibleName()
