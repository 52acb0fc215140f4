"""Telling attributes: from the inspector, and in a mode that walks objects by the keyboard alone.

In the mode, with the focus on the canvas: Tab and Shift+Tab go to the next and the previous object
on the frame, the arrows up and down to the next attribute, digits choose, Enter types, Esc leaves.
Esc does so from anywhere in the window.
All other keys do what they always do; frames are stepped as usual, and the mode follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from app.media.pictures.view import ViewRequest
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.panels.attribute_bar import AttributeBar, BarState, options_of
from app.ui.panels.attribute_facts import AttributeFact, attribute_facts, common_label
from app.ui.panels.attribute_keys import AttributeKeys, EscapeWatch
from app.ui.window.main_window import MainWindow
from models.annotation import Label, Track, gestures
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.label_attributes import NO, YES, AttributeKind, AttributeSpec

# So much of the picture's height the bar may cover.
_NEAR_EDGE = 0.35
_TOLD_BY_TYPING = (AttributeKind.NUMBER, AttributeKind.TEXT)


class AttributeDesk(QObject):
    """Turns what is told of objects into edits of the open clip."""

    def __init__(self, window: MainWindow, clip: ClipDesk, labels: LabelDesk) -> None:
        super().__init__(window)
        self._clip = clip
        self._labels = labels
        self._editor = clip.editor
        self._canvas = clip.parts.canvas
        self._action = window.registry.action("labels.tell")
        self._attribute_at = 0
        # The part of the frame that is to be seen; None is all of it.
        self._seen: tuple[float, float, float, float] | None = None
        self._ids: frozenset[UUID] | None = None
        self.bar = AttributeBar(self._canvas)
        self._keys = AttributeKeys(self._canvas)
        self._escape = EscapeWatch(window, but=(self._canvas, self.bar.field))
        window.registry.connect_action("labels.tell", self.toggle)
        clip.parts.inspector.attribute_requested.connect(self._on_requested)
        clip.clip_opened.connect(lambda _clip: self._on_opened())
        clip.clip_closed.connect(self.leave)
        clip.playback.picture_shown.connect(lambda _picture: self._show())
        self._editor.annotation_changed.connect(lambda _annotation, _touched: self._show())
        self._editor.selection_changed.connect(lambda _selection: self._show())
        self._editor.editable_changed.connect(self._on_editable)
        labels.labels_changed.connect(lambda _labels: self._show())
        self.bar.option_chosen.connect(self.choose)
        self.bar.value_entered.connect(self._on_typed)
        self.bar.editing_ended.connect(self._on_editing_ended)
        self.bar.object_stepped.connect(self.step_object)
        self.bar.attribute_stepped.connect(self.step_attribute)
        self.bar.leave_requested.connect(self.leave)
        self._canvas.view_changed.connect(self._on_view)
        self._keys.object_stepped.connect(self.step_object)
        self._keys.attribute_stepped.connect(self.step_attribute)
        self._keys.digit_pressed.connect(self.choose)
        self._keys.entered.connect(self._on_enter)
        self._keys.left.connect(self._on_escape)
        self._escape.pressed.connect(self._on_escape)

    @property
    def is_on(self) -> bool:
        """Whether the mode is on."""
        return self._keys.on

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Walk only these objects, which a filter lets through; None walks all."""
        self._ids = ids
        self._show()

    def tell(self, spec: AttributeSpec, value: str, track_ids: Iterable[UUID]) -> Edit | None:
        """Tell something of objects, from this frame on where it may change along the track."""
        chosen = tuple(track_ids)
        frame, pts = self._editor.moment
        told = {spec.key: value}

        def make(annotation: Annotation) -> Edit:
            if spec.mutable:
                return gestures.set_attributes_here(
                    annotation, chosen, told, frame_index=frame, pts=pts
                )
            return gestures.set_attributes(annotation, chosen, told, frame_index=frame)

        return self._editor.perform(make) if chosen else None

    def toggle(self) -> None:
        """Enter the mode or leave it."""
        if self.is_on:
            self.leave()
            return
        self._keys.on = True
        self._escape.set_on(True)
        self.bar.show()
        self.bar.raise_()
        self._action.setChecked(True)
        self._take_keys()
        if not self._targets():
            self.step_object(1)
        self._show()

    def leave(self) -> None:
        """Leave the mode; the keys mean what they did before."""
        self._keys.on = False
        self._escape.set_on(False)
        self.bar.hide()
        self._action.setChecked(False)

    def step_object(self, by: int) -> None:
        """Go to the next or the previous object on this frame, by number."""
        shown = self._shown()
        if not shown:
            return
        ids = [track.id for track in shown]
        here = [track.id for track in self._targets() if track.id in ids]
        at = 0 if by > 0 else len(ids) - 1
        if here:
            at = (ids.index(here[-1]) + by) % len(ids)
        self._editor.select([ids[at]])
        self._bring_into_view(ids[at])

    def step_attribute(self, by: int) -> None:
        """Go to the next or the previous attribute of the object."""
        facts = self._facts()
        if facts:
            self._attribute_at = (min(self._attribute_at, len(facts) - 1) + by) % len(facts)
            self._show()

    def choose(self, number: int) -> None:
        """Choose the n-th option, or toggle a yes or no by 1; a number begins to be typed."""
        fact, chosen = self._fact(), self._editor.selection
        if fact is None:
            return
        if fact.spec.kind in _TOLD_BY_TYPING:
            self.bar.begin_typing(str(number))
            return
        options = options_of(fact)
        if fact.spec.kind is AttributeKind.CHECKBOX and number == 1 and fact.value == YES:
            self.tell(fact.spec, NO, chosen)
        elif 1 <= number <= len(options):
            self.tell(fact.spec, options[number - 1][0], chosen)
        else:
            text = self.tr("{0} has no option {1}.").format(fact.spec.name, number)
            self._editor.refused.emit(text)

    def _on_escape(self) -> None:
        """Let go of a box that is being drawn first, as Esc always does."""
        if self._canvas.drafting:
            self._canvas.cancel()
        else:
            self.leave()

    def _on_enter(self) -> None:
        fact = self._fact()
        if fact is None:
            return
        if fact.spec.kind in _TOLD_BY_TYPING:
            self.bar.begin_typing()
        elif fact.spec.kind is AttributeKind.CHECKBOX:
            self.choose(2 if fact.value == YES else 1)

    def _on_typed(self, value: str) -> None:
        fact = self._fact()
        if fact is not None and fact.spec.kind in _TOLD_BY_TYPING:
            self.tell(fact.spec, value, self._editor.selection)

    def _on_requested(self, spec: AttributeSpec, value: str) -> None:
        self.tell(spec, value, self._editor.selection)

    def _on_opened(self) -> None:
        session = self._clip.session
        self._clip.parts.inspector.set_author(None if session is None else session.author)

    def _on_editable(self, editable: bool) -> None:
        if not editable:
            self.leave()

    def _shown(self) -> list[Track]:
        """Return the objects on the frame that are to be seen, by number."""
        annotation = self._editor.annotation
        tracks = [
            annotation.track(shape.track_id)
            for shape in annotation.shapes_at(self._clip.frame_index)
        ]
        return [
            track
            for track in tracks
            if not track.hidden and (self._ids is None or track.id in self._ids)
        ]

    def _targets(self) -> list[Track]:
        """Return the objects that the mode is at: those that are selected."""
        tracks = self._editor.annotation.tracks
        return [tracks[chosen] for chosen in self._editor.selection if chosen in tracks]

    def _label(self) -> Label | None:
        return common_label(self._targets(), {label.id: label for label in self._labels.labels})

    def _facts(self) -> tuple[AttributeFact, ...]:
        return attribute_facts(self._targets(), self._label(), self._clip.frame_index)

    def _fact(self) -> AttributeFact | None:
        facts = self._facts()
        return facts[min(self._attribute_at, len(facts) - 1)] if facts else None

    def _bring_into_view(self, track_id: UUID) -> None:
        """Move the picture only where the object is not to be seen."""
        shapes = self._editor.annotation.shapes_at(self._clip.frame_index)
        shape = next((shape for shape in shapes if shape.track_id == track_id), None)
        if shape is None or self._seen is None:
            return
        left, top, width, height = self._seen
        x, y = shape.box.center
        if not (left <= x <= left + width and top <= y <= top + height):
            self._canvas.zoom_to_selection()

    def _clear_the_view(self, targets: Sequence[Track]) -> None:
        """Let the bar lie where the object is not; where it is everywhere, the bar stays."""
        shapes = self._editor.annotation.shapes_at(self._clip.frame_index)
        chosen = {track.id for track in targets}
        boxes = [shape.box for shape in shapes if shape.track_id in chosen]
        session = self._clip.session
        if not boxes or session is None:
            return
        top, height = 0.0, float(session.index.height)
        if self._seen is not None:
            top, height = self._seen[1], self._seen[3]
        above = (min(box.y for box in boxes) - top) / height
        below = (max(box.y2 for box in boxes) - top) / height
        if above < _NEAR_EDGE and below < 1 - _NEAR_EDGE:
            self.bar.lie_low(True)
        elif above > _NEAR_EDGE:
            self.bar.lie_low(False)

    def _on_view(self, request: ViewRequest) -> None:
        self._seen = request.source_rect

    def _take_keys(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_editing_ended(self) -> None:
        self._take_keys()
        self._show()

    def _name(self, targets: Sequence[Track]) -> str:
        if len(targets) == 1:
            return f"{self._labels.name_of(targets[0].label_id)} {targets[0].number}"
        return self.tr("{0} objects").format(len(targets)) if targets else ""

    def _show(self) -> None:
        if not self.is_on:
            return
        targets, label, facts = self._targets(), self._label(), self._facts()
        ids = [one.id for one in self._shown()]
        self._clear_the_view(targets)
        is_here = len(targets) == 1 and targets[0].id in ids
        at = min(self._attribute_at, max(len(facts) - 1, 0))
        self.bar.show_state(
            BarState(
                name=self._name(targets),
                color="" if label is None else label.color,
                object_at=ids.index(targets[0].id) + 1 if is_here else 0,
                objects=len(ids),
                attribute_at=at + 1,
                attributes=len(facts),
                fact=facts[at] if facts else None,
            )
        )
