"""The question before something that was kept beside a clip is deleted."""

from PySide6.QtWidgets import QWidget

from app.session.review.comparing import Other, OtherKind
from app.ui.controls import push_button
from app.ui.dialogs.frame import Dialog, note
from app.ui.review.comparison.texts import NameOf, other_text

_WIDTH_PX = 460


class DeleteSetDialog(Dialog):
    """Asks whether to delete it; Enter and Esc both keep it."""

    def __init__(self, other: Other, name_of: NameOf, parent: QWidget | None = None) -> None:
        super().__init__(parent, width_px=_WIDTH_PX)
        if other.kind is OtherKind.TRUTH:
            title = self.tr("Delete this truth?")
            what = self.tr(
                "The clip is held to the truth that was kept before it, if there is one. A test "
                "clip without a truth tests nobody."
            )
        else:
            title = self.tr("Delete what was kept?")
            what = self.tr("The clip cannot be compared with it any more.")
        self.set_words(title, other_text(other, name_of))
        text = self.tr("The boxes of the clip stay as they are. This cannot be undone.")
        self.body.addWidget(note(f"{what} {text}", self.inner_px))
        keep = push_button(self.tr("Keep it"))
        keep.setDefault(True)
        keep.clicked.connect(lambda _on=False: self.reject())
        delete = push_button(self.tr("Delete"), "danger", icon="trash-2")
        delete.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(keep, delete)
