"""Choosing files and folders: the desktop's own dialog where it has one, else Qt's in our dress."""

from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QToolButton, QWidget

from app.ui.theme import theme

_BUTTONS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-right",
    "toParentButton": "corner-left-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "layout-grid",
    "detailModeButton": "list",
}
_Type = QAbstractFileIconProvider.IconType
_Mode = QFileDialog.FileMode


class _Icons(QFileIconProvider):
    """Outline icons for folders, drives and files."""

    def icon(self, of: QAbstractFileIconProvider.IconType | QFileInfo) -> QIcon:
        if isinstance(of, QFileInfo):
            return theme.icon("folder" if of.isDir() else "film", "dim")
        drives = (_Type.Computer, _Type.Drive, _Type.Network)
        return theme.icon(
            "hard-drive" if of in drives else "folder" if of is _Type.Folder else "film", "dim"
        )


def choose_files(parent: QWidget, title: str, filters: list[str]) -> tuple[Path, ...]:
    """Let the person choose files to read; empty when it was cancelled."""
    dialog = _dialog(parent, title, _Mode.ExistingFiles)
    dialog.setNameFilters(filters)
    return _answer(dialog)


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """Let the person choose a folder; None when it was cancelled."""
    dialog = _dialog(parent, title, _Mode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_answer(dialog)), None)


def choose_target(parent: QWidget, title: str, suggestion: str) -> Path | None:
    """Let the person choose where to write; an existing file is asked about."""
    dialog = _dialog(parent, title, _Mode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggestion)
    return next(iter(_answer(dialog)), None)


def _dialog(parent: QWidget, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setMinimumSize(720, 460)
    return dialog


def _answer(dialog: QFileDialog) -> tuple[Path, ...]:
    # The provider must outlive the dialog, which does not own it.
    icons = _Icons()
    dialog.setIconProvider(icons)
    for name, icon in _BUTTONS.items():
        # With the desktop's own dialog there are no such buttons.
        if (button := dialog.findChild(QToolButton, name)) is not None:
            theme.set_icon(button, icon, "dim")
    accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = tuple(Path(name) for name in dialog.selectedFiles()) if accepted else ()
    dialog.setParent(None)
    dialog.deleteLater()
    del icons
    return chosen
