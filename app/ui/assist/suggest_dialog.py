"""What to look for, and where: asked before boxes are suggested."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QWidget

from app.session.assisting import Search
from app.ui.controls import ElidedLabel, Segments, push_button
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.files import choose_files
from app.ui.dialogs.frame import Dialog, add_field, form, note, pad
from models.annotation.labels import Label


class Method(StrEnum):
    """How boxes are looked for."""

    MOTION = "motion"
    PEOPLE = "people"
    FACES = "faces"
    MODEL = "model"


_USUAL_SCORE = {Method.MOTION: 20, Method.PEOPLE: 60, Method.FACES: 60, Method.MODEL: 40}
_USUAL_RANGE = 1000
_USUAL_SEARCH = Search(0, 0, 5, 0.2)
_MOST_STEP = 250
# Words by which the label that is meant is guessed at first.
_MEANT = {Method.PEOPLE: ("person", "people", "pedestrian"), Method.FACES: ("face", "head")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for.

    `label_id` is for what has no label of its own name; None leaves such things out. `side_px` is
    the size of a model's input where its file leaves that open.
    """

    method: Method = Method.MOTION
    search: Search = _USUAL_SEARCH
    label_id: UUID | None = None
    join: bool = True
    model: Path | None = None
    side_px: int = 640


class SuggestDialog(Dialog):
    """Asks for a method, frames, a confidence and a label."""

    def __init__(
        self,
        labels: Sequence[Label],
        *,
        frame_index: int,
        last_frame: int,
        last_time: Wanted | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, width_px=520)
        self.set_words(
            self.tr("Suggest boxes"),
            self.tr(
                "Runs on this computer; no picture leaves it. What is found are suggestions: "
                "nothing counts until you accept it."
            ),
        )
        self.answer: Wanted | None = None
        self._labels, self._frame, self._last = labels, frame_index, last_frame
        self._before = last_time or Wanted()
        self._model = self._before.model
        self.method = Segments(
            (
                (Method.MOTION, self.tr("What moves")),
                (Method.PEOPLE, self.tr("People")),
                (Method.FACES, self.tr("Faces")),
                (Method.MODEL, self.tr("Own model")),
            ),
            name=self.tr("Look for"),
        )
        self.first, self.last = _number(0, last_frame), _number(0, last_frame)
        self.step = _number(1, _MOST_STEP)
        self.score = _number(0, 100)
        self.score.setSuffix(self.tr(" %"))
        self.side = _number(32, 4096)
        self.side.setSuffix(self.tr(" px"))
        self.side.setSingleStep(32)
        self.label = QComboBox()
        self.join = QCheckBox(self.tr("Make one track of what is one object"))
        self.join.setMinimumHeight(28)
        self.file = ElidedLabel("", "small", tone="dim")
        self._build()
        self._fill()

    def _build(self) -> None:
        fields = form()
        add_field(fields, self.tr("Look for"), self.method)
        choose = push_button(self.tr("Choose…"))
        choose.clicked.connect(lambda _on=False: self._choose_model())
        self._model_row = QWidget()
        row = QHBoxLayout(self._model_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file, 1)
        row.addWidget(choose)
        self._of_model = [
            self._model_row,
            add_field(fields, self.tr("Model (ONNX)"), self._model_row),
            self.side,
            add_field(fields, self.tr("Input size"), self.side),
        ]
        self.side.setToolTip(self.tr("Counts only where the file does not state it."))
        add_field(fields, self.tr("From frame"), self.first)
        add_field(fields, self.tr("To frame"), self.last)
        add_field(fields, self.tr("One frame in"), self.step)
        add_field(fields, self.tr("Confidence from"), self.score)
        self._label_name = add_field(fields, self.tr("Label"), self.label)
        add_field(fields, self.tr("Objects"), self.join)
        self.body.addLayout(fields)
        self._remark = note("", self.inner_px)
        self.body.addWidget(self._remark)
        self.ok = push_button(self.tr("Look for boxes"), "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(lambda _on=False: self._take())
        self.add_buttons(self.cancel_button(), self.ok)
        self.method.chosen.connect(lambda _key: self._on_method())

    def _fill(self) -> None:
        for label in self._labels:
            self.label.addItem(label.name, label.id)
        before = self._before
        self.method.set_current(before.method)
        self.first.setValue(self._frame)
        self.last.setValue(min(self._frame + _USUAL_RANGE, self._last))
        self.step.setValue(before.search.step)
        self.side.setValue(before.side_px)
        self.join.setChecked(before.join)
        self._on_method()
        # Qt finds Python objects by identity, and labels are read anew now and then.
        ids = [self.label.itemData(row) for row in range(self.label.count())]
        if before.label_id in ids:
            self.label.setCurrentIndex(ids.index(before.label_id))
        self.score.setValue(round(before.search.least_score * 100))

    def _on_method(self) -> None:
        method = Method(self.method.current)
        is_model = method is Method.MODEL
        for widget in self._of_model:
            widget.setVisible(is_model)
        self.score.setValue(_USUAL_SCORE[method])
        self._show_model()
        self._label_name.setText(self.tr("Label for others") if is_model else self.tr("Label"))
        leave_out = self.label.findData(None)
        if is_model and leave_out < 0:
            self.label.addItem(self.tr("Leave others out"), None)
        elif not is_model and leave_out >= 0:
            self.label.removeItem(leave_out)
        for at, label in enumerate(self._labels):
            if label.name.casefold() in _MEANT.get(method, ()):
                self.label.setCurrentIndex(at)
        self._remark.setText(self._remark_on(method))
        self.adjustSize()

    def _remark_on(self, method: Method) -> str:
        return {
            Method.MOTION: self.tr("For a camera that stands still."),
            Method.PEOPLE: self.tr("Finds people who stand or walk and are not small."),
            Method.FACES: self.tr("Finds faces that look into the camera."),
            Method.MODEL: self.tr(
                "A detector in the form of YOLO v5 or v8. A class with the name of a label gets "
                "that label. Take models only from people you trust."
            ),
        }[method]

    def _choose_model(self) -> None:
        chosen = choose_files(self, self.tr("Choose a model"), [self.tr("ONNX models (*.onnx)")])
        if chosen:
            self._model = chosen[0]
            self._show_model()

    def _show_model(self) -> None:
        """Name the model's file, and let the search begin where it needs none or has one."""
        self.file.setText(self._model.name if self._model else self.tr("None chosen"))
        self.file.setToolTip(plain_tip(str(self._model or "")))
        is_model = Method(self.method.current) is Method.MODEL
        self.ok.setEnabled(not is_model or self._model is not None)

    def _take(self) -> None:
        first, last = sorted((self.first.value(), self.last.value()))
        search = Search(first, last, self.step.value(), self.score.value() / 100)
        self.answer = replace(
            self._before,
            method=Method(self.method.current),
            search=search,
            label_id=self.label.currentData(),
            join=self.join.isChecked(),
            model=self._model,
            side_px=self.side.value(),
        )
        self.accept()


def _number(low: int, high: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setAccelerated(True)
    pad(box)
    return box
