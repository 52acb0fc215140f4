"""The list of clips itself, and what stands in its place where no clip matches."""

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from app.ui.clip_list.delegate import ClipDelegate
from app.ui.controls import push_button, text_label
from app.ui.controls.no_copying import refuse_copying


class ClipListView(QListView):
    """Rows of one height, several of which can be selected and dragged out."""

    def __init__(self, rows: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        refuse_copying(self)
        self.setModel(rows)
        self.setItemDelegate(ClipDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Clips"))


class NoMatch(QWidget):
    """Says that no clip matches.

    Signals:
        all_wanted(): all clips shall be shown again.
    """

    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 24, 12, 16)
        layout.setSpacing(12)
        self._text = text_label("", "small", tone="dim", wrap=True)
        layout.addWidget(self._text)
        clear = push_button(self.tr("Show all clips"))
        clear.clicked.connect(lambda _on=False: self.all_wanted.emit())
        layout.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def show_text(self, text: str) -> None:
        """Say in so many words what there is none of."""
        self._text.setText(text)
