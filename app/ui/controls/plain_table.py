"""A list of several columns that is read and chosen from, one row at a time."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from app.ui.controls.no_copying import refuse_copying


def dress_table(
    table: QTreeView, *, name: str, stretched: int, widths_px: Mapping[int, int]
) -> None:
    """Let a tree view be a plain table, once it has its model.

    Args:
        table: its rows are of one height and have no branches.
        name: its accessible name.
        stretched: the column that takes what room is left.
        widths_px: how wide each other column is.
    """
    table.setAccessibleName(name)
    table.setRootIsDecorated(False)
    table.setItemsExpandable(False)
    table.setUniformRowHeights(True)
    # Qt would lay a bevelled frame of its own round the row that has the keys.
    table.setAllColumnsShowFocus(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.header()
    header.setStretchLastSection(False)
    header.setSectionsClickable(False)
    header.setSectionsMovable(False)
    # Else a heading that is too long would run into the one before it.
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    for column, width in widths_px.items():
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(column, width)
    refuse_copying(table)
