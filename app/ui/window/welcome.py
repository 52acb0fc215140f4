"""The page without a project: the sample with one click, a new project, or one of those there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls import (
    WrappedLabel,
    card,
    heading,
    line,
    press_by_return,
    push_button,
    text_label,
)
from app.ui.controls.logo import Logo
from app.ui.window.top_bar import ProjectChoice

_WIDTH_PX = 420


class WelcomePage(QWidget):
    """Leads to a project.

    Signals:
        sample_requested(), new_requested()
        project_chosen(str): the id of a project of this machine.
    """

    sample_requested = Signal()
    new_requested = Signal()
    project_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Welcome"))
        # So that no button shows a focus ring before somebody uses the keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._known = QWidget()
        self._sample = push_button(self.tr("Open the sample project"), "primary", icon="film")
        self._build()
        self.show_projects(())

    def show_projects(self, projects: Sequence[ProjectChoice]) -> None:
        """Offer these projects."""
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for choice in projects:
            row = push_button(choice.name, "row", icon="folder")
            row.clicked.connect(
                lambda _on=False, chosen=choice.id: self.project_chosen.emit(chosen)
            )
            self._list.addWidget(row)
        self._known.setVisible(bool(projects))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press the primary button while no other has the focus."""
        if not press_by_return(self._sample, event):
            super().keyPressEvent(event)

    def _build(self) -> None:
        sample = self._sample
        sample.setProperty("scale", "large")
        sample.clicked.connect(lambda _on=False: self.sample_requested.emit())
        new = push_button(self.tr("Make a project…"), icon="plus")
        new.setProperty("scale", "large")
        new.clicked.connect(lambda _on=False: self.new_requested.emit())
        known = QVBoxLayout(self._known)
        known.setContentsMargins(0, 8, 0, 0)
        known.setSpacing(6)
        known.addWidget(line())
        known.addSpacing(6)
        known.addWidget(heading(self.tr("On this computer")))
        known.addLayout(self._list)

        box = card()
        box.setFixedWidth(_WIDTH_PX)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(32, 32, 32, 28)
        inner.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignHCenter
        inner.addWidget(Logo(44), 0, middle)
        inner.addSpacing(8)
        inner.addWidget(text_label("Safelight", "title"), 0, middle)
        promise = WrappedLabel(_WIDTH_PX - 64, tone="dim", centred=True)
        promise.setText(self.tr("Annotate encrypted footage.\nNo frame is ever written in clear."))
        inner.addWidget(promise)
        inner.addSpacing(12)
        inner.addWidget(sample)
        inner.addWidget(new)
        inner.addWidget(self._known)
        layout = QVBoxLayout(self)
        layout.addStretch(4)
        layout.addWidget(box, 0, middle)
        layout.addStretch(5)
