"""The panel of a comparison: what differs, which kinds of it are wanted, what can be taken."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout

from app.quality import DisagreementKind
from app.ui.controls import push_button
from app.ui.controls.menu_button import MenuButton
from app.ui.controls.tips import plain_tip
from app.ui.places.place import Place
from app.ui.places.places_panel import PlacesPanel
from app.ui.review.comparison.legend import Legend
from app.ui.review.comparison.texts import kind_text
from app.ui.window.workbench import Workbench

_ALL = frozenset(DisagreementKind)


class ComparisonPanel(PlacesPanel):
    """The places are disagreements; some of their kinds can be left out.

    Signals:
        kinds_changed(): others are wanted.
        take_requested(whole: bool): take over theirs, on this frame or all of it.
    """

    kinds_changed = Signal()
    take_requested = Signal(bool)

    def __init__(self, workbench: Workbench, title: str) -> None:
        self.kinds: Collection[DisagreementKind] = _ALL
        super().__init__(workbench, "comparison", title)
        self.legend = Legend()
        self._menu = QMenu(self)
        self._kinds: dict[DisagreementKind, QAction] = {}
        for kind in DisagreementKind:
            action = self._kinds[kind] = self._menu.addAction(kind_text(kind))
            action.setCheckable(True)
            action.setChecked(True)
            action.triggered.connect(lambda _on=False: self._on_kinds())
        self._menu.addSeparator()
        self._menu.addAction(self.tr("All kinds")).triggered.connect(
            lambda _on=False: self.set_kinds(_ALL)
        )
        self._show_kinds = MenuButton(self._menu, self)
        self._show_kinds.setAccessibleName(self.tr("Kinds of differences that are listed"))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.legend)
            layout.insertWidget(3, self._show_kinds)
        # Short, so that the column stays as wide as it is.
        self.take_here = push_button(self.tr("Take here"))
        self.take_whole = push_button(self.tr("Take whole object"))
        for button, whole in ((self.take_here, False), (self.take_whole, True)):
            button.clicked.connect(lambda _on=False, whole=whole: self.take_requested.emit(whole))
            self.add_button(button)
        self._tell_kinds()
        # The place that was gone to last, and what lies behind once no place is chosen any more.
        self._gone_to: Place | None = None
        self._behind: frozenset[object] = frozenset()
        self.chosen.connect(self._on_gone_to)

    @property
    def here(self) -> Place | None:
        """The chosen place, if it is on the screen: a row alone may be marked without it."""
        now, gone_to = self.current, self._gone_to
        return now if now is not None and gone_to is not None and now.key == gone_to.key else None

    def let_go(self) -> None:
        """Choose none: what was to be done here is done. The next step goes on from here."""
        here = self.here
        if here is not None:
            self._behind = self._before(here) | {here.key}
        self._list.setCurrentIndex(QModelIndex())
        self._tell()

    def leave(self) -> None:
        """Go away, and forget the places."""
        self._gone_to, self._behind = None, frozenset()
        super().leave()

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these; the one that was chosen stays so, and no other takes its row."""
        now = self.current
        if now is not None and all(one.key != now.key for one in places):
            self.let_go()
        super().set_places(places)
        if self.current is None and self._gone_to is not None:
            # It may be back: what was taken over can be undone.
            self._behind -= {self._gone_to.key}

    def step(self, delta: int) -> None:
        """Go on to the next place or back to the one before, also from where one was."""
        left, count = self._gone_to, len(self.places)
        if self.here is None and self.current is not None:
            # Its row was marked by an arrow key, and it has not been looked at.
            self._choose(self._list.currentIndex().row())
            return
        if self.here is not None or left is None or not count:
            super().step(delta)
            return
        at = next(
            (
                row
                for row, one in enumerate(self.places)
                if one.frame_index >= left.frame_index and one.key not in self._behind
            ),
            count,
        )
        self._choose((at if delta > 0 else at - 1) % count)

    def _before(self, here: Place) -> frozenset[object]:
        """Return the keys of the places above the chosen one that are of its frame."""
        above = self.places[: self._list.currentIndex().row()]
        return frozenset(one.key for one in above if one.frame_index == here.frame_index)

    def _on_gone_to(self, place: Place) -> None:
        self._gone_to, self._behind = place, frozenset()

    def set_kinds(self, kinds: Collection[DisagreementKind]) -> None:
        """List these kinds only."""
        for kind, action in self._kinds.items():
            action.setChecked(kind in kinds)
        self._on_kinds()

    def set_counts(self, counts: dict[DisagreementKind, int]) -> None:
        """Say beside each kind how often it is there."""
        for kind, action in self._kinds.items():
            action.setText(f"{kind_text(kind)} ({counts.get(kind, 0):,})")

    def set_takeable(self, on: bool, *, why_not: str = "") -> None:
        """Let theirs be taken, or say why not."""
        texts = self.tr("Take theirs on this frame"), self.tr("Take their whole object")
        for button, text in zip((self.take_here, self.take_whole), texts, strict=True):
            button.setEnabled(on)
            button.setToolTip(plain_tip(why_not or text))

    def _on_kinds(self) -> None:
        self.kinds = frozenset(kind for kind, one in self._kinds.items() if one.isChecked())
        self._tell_kinds()
        self.kinds_changed.emit()

    def _tell_kinds(self) -> None:
        chosen = [kind_text(kind) for kind in self._kinds if kind in self.kinds]
        if len(chosen) == len(self._kinds):
            text = self.tr("All kinds")
        elif len(chosen) == 1:
            text = chosen[0]
        else:
            text = self.tr("{0} of {1} kinds").format(len(chosen), len(self._kinds))
        self._show_kinds.setText(text)
