"""The chips above the clip list: whose clips, or which state of them, is shown."""

from uuid import UUID

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from app.ui.clip_list.owners import Scope, scope_text, scope_tip
from app.ui.clip_list.texts import state_text
from app.ui.controls import push_button
from models.records import ClipState

Choice = ClipState | Scope | None
_IN_ROW: tuple[Choice, ...] = (None, Scope.MINE, Scope.TO_REVIEW, ClipState.NEW)
_IN_MENU: tuple[Choice, ...] = (*ClipState, Scope.OVERDUE)


class StateChips(QWidget):
    """One chip is on. What is rarer lies in the last chip's menu.

    Signals:
        state_chosen(ClipState | Scope | None): None means all.
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
        self._chips: dict[Choice, QPushButton] = {}
        for choice in _IN_ROW:
            chip = self._add(_text(choice) or self.tr("All"))
            chip.setToolTip(_tip(choice) or self.tr("Show all clips"))
            chip.clicked.connect(lambda _on=False, choice=choice: self._choose(choice))
            self._chips[choice] = chip
            layout.addWidget(chip)
        self._more = self._add("…")
        self._more.setAccessibleName(self.tr("More states"))
        self._more.setToolTip(self.tr("More states"))
        self._more.clicked.connect(self._on_more)
        layout.addWidget(self._more)
        layout.addStretch(1)
        self._choice: Choice = None
        # Clips that were chosen elsewhere, and what they are.
        self.only: frozenset[UUID] | None = None
        self.only_text = ""
        self.offer_review(False)
        self._offers_kept = False
        self.kept_only = False
        self._show()

    @property
    def state(self) -> ClipState | None:
        return self._choice if isinstance(self._choice, ClipState) else None

    @property
    def scope(self) -> Scope | None:
        """Whose clips are shown; None: everybody's."""
        return self._choice if isinstance(self._choice, Scope) else None

    def offer_review(self, offered: bool) -> None:
        """Offer what waits for a review in the place of what is new: the person may judge."""
        self._chips[Scope.TO_REVIEW].setVisible(offered)
        self._chips[ClipState.NEW].setVisible(not offered)
        if self._choice in (Scope.TO_REVIEW, ClipState.NEW):
            self._show()

    def reset(self) -> None:
        """Go back to all."""
        self._set_kept(False)
        self._choose(None)

    def show_only(self, clips: frozenset[UUID], what: str) -> None:
        """Show these clips, until a chip says otherwise; `what` they are can be asked."""
        self._set_kept(False)
        self._choice, self.only, self.only_text = None, clips, what
        self._show()
        self.state_chosen.emit(None)

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
        for choice in _IN_MENU:
            action = menu.addAction(_text(choice))
            action.triggered.connect(lambda _on=False, choice=choice: self._choose(choice))
        if self._offers_kept:
            menu.addSeparator()
            kept = menu.addAction(self.tr("Kept offline only"))
            kept.setCheckable(True)
            kept.setChecked(self.kept_only)
            kept.triggered.connect(self._set_kept)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def _choose(self, choice: Choice) -> None:
        changed = choice is not self._choice or self.only is not None
        self._choice, self.only, self.only_text = choice, None, ""
        self._show()
        if changed:
            self.state_chosen.emit(choice)

    def _show(self) -> None:
        chip = self._chips.get(self._choice)
        rare = chip is None or chip.isHidden() or self.only is not None
        more = [_text(self._choice) if self.only is None else self.tr("Chosen")] if rare else []
        if self.kept_only:
            more.append(self.tr("Offline"))
        self._more.setText(" · ".join(more) or "…")
        self._more.setToolTip(self.only_text or self.tr("More states"))
        (self._more if chip is None or rare else chip).setChecked(True)


def _text(choice: Choice) -> str:
    if choice is None:
        return ""
    return scope_text(choice) if isinstance(choice, Scope) else state_text(choice)


def _tip(choice: Choice) -> str:
    if choice is None:
        return ""
    if isinstance(choice, Scope):
        return scope_tip(choice)
    shows = QCoreApplication.translate("StateChips", "Show only clips of the state “{0}”")
    return shows.format(state_text(choice))
