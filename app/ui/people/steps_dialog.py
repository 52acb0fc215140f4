"""The history of a clip: who did what with it, when and why."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.plain_table import dress_table
from app.ui.controls.tips import plain_tip
from app.ui.dialogs.frame import Dialog
from app.ui.people.texts import NameOf, somebody, step_text, when_text
from app.ui.people.tick_list import ROW_PX
from models.review.clip_event import ClipEvent

_WHEN, _WHO, _WHAT = range(3)
_ROWS_PX = 30 + 8 * ROW_PX


class StepsDialog(Dialog):
    """Shows the newest step first."""

    def __init__(
        self,
        clip_name: str,
        steps: Sequence[ClipEvent],
        name_of: NameOf,
        parent: QWidget | None = None,
        *,
        proven: bool = True,
    ) -> None:
        """`proven` is False where the clip counts as accepted and no signed verdict says so."""
        super().__init__(parent, width_px=640)
        self.set_words(self.tr("History of {0}").format(clip_name))
        if not proven:
            doubt = self.tr(
                "This clip counts as accepted, but no signed verdict says so: reopen it, and have "
                "it judged again."
            )
            self.body.addWidget(text_label(doubt, wrap=True))
        self.table = QTreeView()
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels([self.tr("When"), self.tr("Who"), self.tr("What")])
        for event in reversed(steps):
            who = name_of(event.person) or somebody()
            what = step_text(event, name_of)
            items = [QStandardItem(text) for text in (when_text(event.at), who, what)]
            for item in items:
                item.setEditable(False)
                # Rows are measured once, which may be before they get their style.
                item.setSizeHint(QSize(0, ROW_PX))
            items[_WHAT].setToolTip(plain_tip(what))
            model.appendRow(items)
        self.table.setModel(model)
        dress_table(
            self.table,
            name=self.tr("Steps of the clip"),
            stretched=_WHAT,
            widths_px={_WHEN: 120, _WHO: 130},
        )
        self.table.header().setAccessibleName(self.tr("Columns"))
        self.table.setFixedHeight(_ROWS_PX)
        if steps:
            self.body.addWidget(self.table)
            self.table.setCurrentIndex(model.index(0, _WHEN))
        else:
            nothing = self.tr("Nothing has been noted of this clip yet: nobody has begun with it.")
            self.body.addWidget(text_label(nothing, tone="dim", wrap=True))
        close = push_button(self.tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(lambda _on=False: self.accept())
        self.add_buttons(close)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
