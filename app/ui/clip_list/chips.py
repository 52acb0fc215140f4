"""The chips above the clip list: which state of clips is shown."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from app.ui.clip_list.texts import state_text
from app.ui.controls import push_button
from models.records import ClipState

_IN_ROW = (ClipState.NEW, ClipState.IN_PROGRESS)
_IN_MENU = (ClipState.SUBMITTED, ClipState.ACCEPTED, ClipState.REJECTED)


class StateChips(QWidget):
    """One chip is on. States that are rarer lie in the last chip's menu.

    Signals:
        state_chosen(ClipState | None): None means all.
        kept_toggled(bool): of these, only clips that are kept offline.
    """

    state_chosen = Signal(object)
    kept_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._group = QButtonGroup(self)
        self._chips: dict[ClipState | None, QPushButton] = {}
        for state in (None, *_IN_ROW):
            chip = self._add(self.tr("All") if state is None else state_text(state))
            chip.setToolTip(
                self.tr("Show all clips")
                if state is None
                else self.tr("Show only clips of the state “{0}”").format(state_text(state))
            )
            chip.clicked.connect(lambda _on=False, state=state: self._choose(state))
            self._chips[state] = chip
            layout.addWidget(chip)
        self._more = self._add("…")
        self._more.setAccessibleName(self.tr("More states"))
        self._more.setToolTip(self.tr("More states"))
        self._more.clicked.connect(self._on_more)
        layout.addWidget(self._more)
        layout.addStretch(1)
        self._state: ClipState | None = None
        self._offers_kept = False
        self.kept_only = False
        self._show()

    @property
    def state(self) -> ClipState | None:
        return self._state

    def reset(self) -> None:
        """Go back to all."""
        self._set_kept(False)
        self._choose(None)

    def offer_kept(self, offered: bool) -> None:
        """Offer to show only clips that are kept offline: there are such."""
        self._offers_kept = offered
        if not offered:
            self._set_kept(False)

    def _set_kept(self, on: bool) -> None:
        changed, self.kept_only = self.kept_only is not on, on
        self._show()
        if changed:
            self.kept_toggled.emit(on)

    def _add(self, text: str) -> QPushButton:
        chip = push_button(text, "chip")
        chip.setCheckable(True)
        self._group.addButton(chip)
        return chip

    def _on_more(self) -> None:
        self._show()  # the click has switched the chip on; it is, once a state is chosen
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state in _IN_MENU:
            action = menu.addAction(state_text(state))
            action.triggered.connect(lambda _on=False, state=state: self._choose(state))
        if self._offers_kept:
            menu.addSeparator()
            kept = menu.addAction(self.tr("Kept offline only"))
            kept.setCheckable(True)
            kept.setChecked(self.kept_only)
            kept.triggered.connect(self._set_kept)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def _choose(self, state: ClipState | None) -> None:
        changed = state is not self._state
        self._state = state
        self._show()
        if changed:
            self.state_chosen.emit(state)

    def _show(self) -> None:
        rare = self._state in _IN_MENU
        more = [state_text(self._state)] if rare and self._state is not None else []
        if self.kept_only:
            more.append(self.tr("Offline"))
        self._more.setText(" · ".join(more) or "…")
        (self._more if rare else self._chips[self._state]).setChecked(True)
