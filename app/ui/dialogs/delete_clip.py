"""The confirmation before a clip is deleted: what goes with it, in numbers."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, note
from models.records import DeletedCounts


class DeleteClipDialog(Dialog):
    """Asks whether to delete a clip; Enter and Esc both keep it."""

    def __init__(self, name: str, counts: DeletedCounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(self.tr("Delete “{0}”?").format(name), self._counted(counts))
        warning = self.tr(
            "This cannot be undone. Only the encrypted clip is deleted: a plain original elsewhere "
            "is not touched."
        )
        self.body.addWidget(note(warning, self.inner_px))
        keep = push_button(self.tr("Keep it"))
        keep.setDefault(True)
        keep.clicked.connect(lambda _on=False: self.reject())
        delete = push_button(self.tr("Delete clip"), "danger", icon="trash-2")
        delete.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(keep, delete)

    @classmethod
    def ask(cls, name: str, counts: DeletedCounts, parent: QWidget | None = None) -> bool:
        """Ask; return whether it is to be deleted."""
        return cls(name, counts, parent).asked()

    def _counted(self, counts: DeletedCounts) -> str:
        if not (counts.tracks or counts.boxes):
            return self.tr("The clip goes. It has no annotation.")
        number = QLocale().toString
        return self.tr(
            "The clip goes, and its annotation with it: tracks {0}, keyframes {1}, "
            "single-frame boxes {2}."
        ).format(number(counts.tracks), number(counts.keyframes), number(counts.boxes))
