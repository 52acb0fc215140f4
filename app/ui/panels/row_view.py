"""What the panels' lists have in common: rows of one height, which are looked at and chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.ui.controls.no_copying import refuse_copying


class RowView(QListView):
    """A list in which nothing is edited, dragged or copied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        refuse_copying(self)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)

    def dataChanged(
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Paint the rows that changed.

        A QListView would lay out and paint all of them, in case one has another size now.
        """
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles)
