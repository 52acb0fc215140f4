"""What becomes of the boxes of another program's file, before they come in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QWidget

from app.session.box_files import BoxFile
from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, add_field, form, note
from models.annotation.labels import Label

_MOST_KINDS = 8


class ImportBoxesDialog(Dialog):
    """Tells what is in the file and asks which label each kind of thing gets."""

    def __init__(
        self, file: BoxFile, labels: Sequence[Label], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, width_px=480)
        self._file = file
        self._labels = labels
        self._choices: dict[str, QComboBox] = {}
        self._build()

    @property
    def label_of(self) -> Mapping[str, UUID | None]:
        """The label for each of the file's kinds; None leaves them out."""
        chosen = {kind: box.currentData() for kind, box in self._choices.items()}
        # A file of very many kinds is not asked about one by one.
        for kind in self._file.kinds:
            if kind not in chosen and self._labels:
                chosen[kind] = self._labels[self._meant(kind)].id
        return {kind: chosen.get(kind) for kind in self._file.kinds}

    def _build(self) -> None:
        self.set_words(self.tr("Import boxes"), self._what_is_in_it())
        needs_label = self._file.detections is not None and bool(self._file.kinds)
        lacks_label = needs_label and not self._labels
        if lacks_label:
            self.body.addWidget(
                note(self.tr("Make a label first: imported boxes need one."), self.inner_px)
            )
        elif needs_label:
            self._ask_for_labels()
        for text in self._left_out():
            self.body.addWidget(note(text, self.inner_px))
        take = push_button(self.tr("Import"), "primary")
        take.setDefault(True)
        take.setEnabled(bool(self._count()) and not lacks_label)
        take.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(self.cancel_button(), take)

    def _ask_for_labels(self) -> None:
        fields = form()
        kinds = sorted(self._file.kinds, key=lambda kind: -self._file.kinds[kind])
        for kind in kinds[:_MOST_KINDS]:
            box = QComboBox()
            for label in self._labels:
                box.addItem(label.name, label.id)
            box.addItem(self.tr("Leave out"), None)
            box.setCurrentIndex(self._meant(kind))
            self._choices[kind] = box
            name = self.tr("Boxes get") if not kind else self.tr("“{0}” gets").format(kind)
            add_field(fields, name, box)
        self.body.addLayout(fields)

    def _meant(self, kind: str) -> int:
        """Return the place of the label of that name, as programs spell names; else the first."""
        names = [label.name for label in self._labels]
        if kind in names:
            return names.index(kind)
        folded = [name.casefold() for name in names]
        return folded.index(kind.casefold()) if kind.casefold() in folded else 0

    def _count(self) -> int:
        if self._file.cvat is not None:
            return len(self._file.cvat.tracks)
        return 0 if self._file.detections is None else len(self._file.detections.boxes)

    def _what_is_in_it(self) -> str:
        count = QLocale().toString(self._count())
        if not self._count():
            return self.tr("The file holds no box on a frame of this clip.")
        if self._file.cvat is not None:
            return self.tr("Tracks from CVAT: {0}. They come in as they are there.").format(count)
        text = self.tr("Boxes on frames of this clip: {0}. They come in as suggestions to accept.")
        return text.format(count)

    def _left_out(self) -> list[str]:
        """Say what does not come in, and why."""
        if self._file.cvat is not None:
            words = {
                "other shapes": self.tr("Shapes that are no boxes, left out: {0}"),
                "rotations": self.tr("Boxes that come in without their rotation: {0}"),
                "images": self.tr("Images of another kind of file, left out: {0}"),
                "boxes beyond the clip's end": self.tr("Boxes behind the clip's end: {0}"),
            }
            left = self._file.cvat.left_out
            texts = [words[kind].format(left[kind]) for kind in words if left.get(kind)]
            new = [one.name for one in self._file.cvat.labels if one not in self._labels]
            if new:
                texts.append(self.tr("Labels that are new or change: {0}").format(", ".join(new)))
            return texts
        if self._file.detections is None:
            return []
        texts = []
        if self._file.detections.beyond:
            text = self.tr("Boxes on frames that this clip does not have: {0}")
            texts.append(text.format(self._file.detections.beyond))
        if bad := self._file.detections.bad_rows:
            places = ", ".join(map(str, self._file.detections.bad_places[:5]))
            text = self.tr("Lines that make no sense: {0} (the first: {1})")
            texts.append(text.format(bad, places))
        return texts
