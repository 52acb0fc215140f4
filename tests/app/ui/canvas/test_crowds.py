"""A crowd is laid out once and painted often, and what is seen is what there is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtGui import QPainter

from app.ui.canvas import laid_boxes, overlay_painter
from app.ui.canvas.laid_boxes import TAGS_ANYWAY, LaidBoxes
from app.ui.canvas.overlay_painter import Emphasis, OverlayPainter
from app.ui.canvas.scene import MOST_TRAILS, Item, Scene
from app.ui.canvas.stage import Stage
from app.ui.canvas.tag_layout import TagLayout, overlap
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from app.ui.theme import Theme
from models.annotation import Annotation, Box
from tests.app.ui.canvas.conftest import LABELS
from tests.app.ui.canvas.test_painting import pixels, surface
from tests.support.annotations import CAR, PERSON, key, track

VIEW = ViewTransform.fitting((1920, 1080), Screen(900, 560), Margins())


def crowded(count: int) -> Scene:
    dice = Random(7)
    tracks = []
    for number in range(count):
        box = Box(dice.uniform(0, 1800), dice.uniform(0, 950), 60, 90)
        keys = key(0, box), key(50, box.moved(dice.uniform(-40, 40), 9))
        label = PERSON if number % 3 else CAR
        tracks.append(track(*keys, number=number, label_id=label))
    scene = Scene()
    scene.set_labels(LABELS)
    scene.set_annotation(Annotation(tracks))
    scene.set_frame(25)
    return scene


def seen(
    overlay: OverlayPainter,
    scene: Scene,
    *,
    view: ViewTransform = VIEW,
    hovered: UUID | None = None,
    drafts: Mapping[UUID, Box] | None = None,
) -> np.ndarray:
    image = surface(view.screen)
    painter = QPainter(image)
    emphasis = Emphasis(hovered, drafts or {}, editable=True)
    overlay.paint(painter, scene, view=view, emphasis=emphasis)
    painter.end()
    return pixels(image)


@pytest.mark.promise
@pytest.mark.parametrize("count", [90, 30], ids=["crowd", "few"])
def test_what_is_painted_is_never_what_was_painted_before(qapp, theme: Theme, count: int) -> None:
    """Whatever changes, a painter that has painted already shows what a new one does."""
    scene = crowded(count)
    ids = tuple(item.track_id for item in scene.items)
    kept = OverlayPainter(theme)
    there = scene.annotation.track(ids[3])
    moved = replace(there, keyframes=(key(0, Box(900, 500, 60, 90)),))
    renamed = {one: replace(label, name="boat", color="#CC79A7") for one, label in LABELS.items()}
    changes: dict[str, Callable[[], object]] = {
        "selected": lambda: scene.select(ids[:1]),
        "another": lambda: scene.select(ids[1:3]),
        "very many": lambda: scene.select(ids[: count * 8 // 9]),
        "others as many": lambda: scene.select(ids[5 : count - 5]),
        "none": lambda: scene.select(()),
        "frame": lambda: scene.set_frame(40),
        "edit": lambda: scene.set_annotation(scene.annotation.with_tracks({there.id: moved})),
        "pinned": lambda: scene.set_annotation(
            scene.annotation.with_tracks(
                {ids[9]: replace(scene.annotation.track(ids[9]), pinned=True)}
            )
        ),
        "numbered": lambda: scene.set_annotation(
            scene.annotation.with_tracks(
                {ids[9]: replace(scene.annotation.track(ids[9]), number=777)}
            )
        ),
        "gone": lambda: scene.set_annotation(scene.annotation.with_tracks({ids[4]: None})),
        "filter": lambda: scene.set_shown(frozenset(ids[: count * 7 // 9])),
        "one alone": lambda: scene.set_shown(frozenset(ids[:1])),
        "no filter": lambda: scene.set_shown(None),
        "labels": lambda: scene.set_labels(renamed),
    }
    before = seen(kept, scene)
    for name, change in changes.items():
        change()
        now = seen(kept, scene)
        assert np.array_equal(now, seen(OverlayPainter(theme), scene)), name
        assert np.array_equal(now, seen(kept, scene)), name
        assert not np.array_equal(now, before), name
        before = now
    hands = (
        {"hovered": ids[7]},
        {"drafts": {ids[7]: Box(20, 20, 300, 200)}},
        {"drafts": {ids[7]: Box(60, 20, 300, 200)}},
        {"view": VIEW.zoomed(2.0, (400, 300))},
    )
    for hand in hands:
        now = seen(kept, scene, **hand)
        assert np.array_equal(now, seen(OverlayPainter(theme), scene, **hand)), hand
        assert not np.array_equal(now, before), hand
    assert np.array_equal(seen(kept, scene), before)


def test_a_crowd_is_laid_out_anew_only_where_it_is_to_be_seen_otherwise(
    qapp, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[int] = []

    def lay_out(items: Collection[Item], **how: Any) -> LaidBoxes:
        laid.append(len(items))
        return laid_boxes.lay_out(items, **how)

    monkeypatch.setattr(overlay_painter, "lay_out", lay_out)
    scene, overlay = crowded(90), OverlayPainter(theme)
    ids = tuple(item.track_id for item in scene.items)
    for _ in range(3):
        seen(overlay, scene)
    assert laid == [90]
    # What is selected, hovered or judged is a matter of few boxes, or of none.
    scene.select(ids[:2])
    seen(overlay, scene, hovered=ids[5])
    assert laid == [90, 3]
    scene.select(())
    told = replace(scene.annotation.track(ids[1]), locked=True)
    scene.set_annotation(scene.annotation.with_tracks({told.id: told}))
    seen(overlay, scene)
    assert laid == [90, 3]
    scene.set_frame(26)
    seen(overlay, scene)
    assert laid == [90, 3, 90]


def test_a_box_that_is_dragged_out_of_a_crowd_leaves_nothing_behind(qapp, theme: Theme) -> None:
    scene = crowded(90)
    lonely = track(key(0, Box(1700, 990, 80, 60)), number=900, label_id=CAR)
    scene.set_annotation(scene.annotation.with_tracks({lonely.id: lonely}))
    without = crowded(90)
    without.set_annotation(scene.annotation.with_tracks({lonely.id: None}))
    overlay = OverlayPainter(theme)
    seen(overlay, scene)
    dragged = seen(overlay, scene, drafts={lonely.id: Box(0, 0, 80, 60)})
    x, y, width, height = (round(at) for at in VIEW.rect(Box(1700, 990, 80, 60)))
    place = slice(y - 4, y + height + 4), slice(x - 4, x + width + 4)
    assert np.array_equal(dragged[place], seen(OverlayPainter(theme), without)[place])


def test_in_a_crowd_each_tag_beyond_the_first_has_a_place_of_its_own(qapp, theme: Theme) -> None:
    scene = crowded(700)
    chosen = scene.items[0].track_id
    scene.select((chosen,))
    image = surface(VIEW.screen)
    painter = QPainter(image)
    emphasis = Emphasis(None, {}, editable=True)
    tags = OverlayPainter(theme).paint(painter, scene, view=VIEW, emphasis=emphasis)
    painter.end()
    assert TAGS_ANYWAY <= len(tags) < 700
    *others, of_selected = tags
    x, y, width, _ = VIEW.rect(scene.item(chosen).box)
    assert of_selected[1] < y + 100
    assert abs(of_selected[0] - x) < width + 100
    for at, late in enumerate(others[TAGS_ANYWAY:], TAGS_ANYWAY):
        assert not any(overlap(late, tag) for tag in others[:at])


def test_a_tag_that_may_be_left_out_covers_neither_its_box_nor_another_tag() -> None:
    dice = Random(3)
    layout = TagLayout(800, 600)
    placed: list[tuple[float, float, float, float]] = []
    for _ in range(400):
        box = (dice.uniform(-50, 780), dice.uniform(-50, 590), dice.uniform(2, 90), 40.0)
        place = layout.place(box, (60.0, 17.0), gap=1.0, anyway=len(placed) < 20)
        if place is None:
            continue
        assert not overlap(place, box)
        if len(placed) >= 20:
            assert not any(overlap(place, other) for other in placed)
        placed.append(place)
    assert 30 < len(placed) < 400


def test_very_many_selected_boxes_show_no_trails_and_lead_to_none_of_their_keyframes(
    qapp, theme: Theme
) -> None:
    stage = Stage()
    stage.set_screen(VIEW.screen)
    stage.set_frame_size((1920, 1080))
    scene = crowded(MOST_TRAILS + 1)
    stage.scene = scene
    ids = tuple(item.track_id for item in scene.items)
    box = scene.annotation.track(ids[0]).keyframes[0].box
    foot = stage.view.to_view(box.x + box.w / 2, box.y2)
    scene.select(ids[:MOST_TRAILS])
    assert stage.leads_to(foot) == 0
    scene.select(ids)
    assert scene.trailed_items() == ()
    assert stage.leads_to(foot) is None


def test_what_lies_under_the_pointer_follows_every_change() -> None:
    stage = Stage()
    stage.set_screen(VIEW.screen)
    stage.set_frame_size((1920, 1080))
    one = track(key(0, Box(100, 100, 200, 200)), key(9, Box(900, 500, 200, 200)), number=1)
    stage.scene.set_annotation(Annotation([one]))
    stage.scene.set_frame(0)
    here = stage.view.to_view(200, 200)

    def under() -> UUID | None:
        stage.look_at(here)
        return stage.hovered

    assert under() == one.id
    stage.scene.set_frame(9)
    assert under() is None
    stage.scene.set_frame(0)
    assert under() == one.id
    stage.view = stage.view.panned(300, 0)
    assert under() is None
    stage.fit()
    assert under() == one.id
    stage.scene.set_annotation(Annotation())
    assert under() is None
