"""The middle of the window: the canvas, and docks around it that can be hidden and moved.

Docks show no title bars, because each panel has its own heading; "Arrange panels" gives them title
bars for as long as somebody drags them about.
"""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.ui.actions import ActionRegistry
from app.ui.cameras.wall import CameraWall
from app.ui.controls import line, surface
from app.ui.theme import theme
from app.ui.window import dock_shares
from app.ui.window.middle_pages import MiddlePages

_STATE_VERSION = 1
# A dock that is so near to the size that it was given was not dragged.
_AS_GIVEN_PX = 4
_Area = Qt.DockWidgetArea
_Feature = QDockWidget.DockWidgetFeature


@dataclass(frozen=True, slots=True)
class WindowParts:
    """The widgets that others make for the window."""

    canvas: QWidget
    transport: QWidget
    timeline: QWidget
    objects: QWidget
    inspector: QWidget
    history: QWidget


class Workbench(QMainWindow):
    """Canvas in the middle, clips left, timeline below; objects, inspector and history right.

    `pages` are what the middle can show.

    Signals:
        import_requested(): the button of the empty project.
    """

    import_requested = Signal()

    def __init__(
        self,
        parts: WindowParts,
        clips: QWidget,
        *,
        registry: ActionRegistry,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, _Area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, _Area.RightDockWidgetArea)
        self.cameras = CameraWall(parts.canvas)
        self.pages = MiddlePages(self.cameras, registry)
        self.pages.import_requested.connect(self.import_requested)
        self.setCentralWidget(self.pages)
        self._docks = {
            "clips": self._dock("clips", self.tr("Clips"), clips),
            "timeline": self._dock("timeline", self.tr("Timeline"), _below(parts)),
            "objects": self._dock("objects", self.tr("Objects"), parts.objects),
            "inspector": self._dock("inspector", self.tr("Inspector"), parts.inspector),
            "history": self._dock("history", self.tr("History"), parts.history),
        }
        self._guests: dict[str, QDockWidget] = {}
        self._sized = False
        # For which height of the window the timeline has its size; None once a person has dragged.
        self._below_for: int | None = None
        self._state_to_give: QByteArray | None = None
        self._place()
        self._bind(registry)

    @property
    def middle(self) -> QWidget:
        """Where the canvas or a page in its place is shown."""
        return self.pages

    def take_focus(self) -> None:
        """Give the keys to what is shown in the middle: the canvas, or the page in its place."""
        self.pages.take_focus()

    def show_dock(self, key: str) -> None:
        """Bring a dock back: "clips", "timeline", "objects", "inspector" or "history"."""
        self._docks[key].setVisible(True)
        self._docks[key].raise_()

    def add_guest(self, key: str, title: str, widget: QWidget) -> QDockWidget:
        """Add a dock that is there only while it is needed, as a tab beside the inspector."""
        dock = self._dock(key, title, widget)
        self._guests[key] = dock
        self._place_guest(dock)
        return dock

    def set_arranging(self, on: bool) -> None:
        """Give the docks title bars to drag them by, or take these away."""
        movable = _Feature.DockWidgetMovable | _Feature.DockWidgetFloatable
        for dock in (*self._docks.values(), *self._guests.values()):
            dock.setTitleBarWidget(None if on else QWidget(dock))  # type: ignore[arg-type]
            dock.setFeatures(movable if on else _Feature.NoDockWidgetFeatures)

    def size_for(self, width: int, height: int) -> None:
        """Give the docks the shares that suit a window of this size."""
        across = [self._docks["clips"], self._docks["objects"]]
        self.resizeDocks(across, [*dock_shares.beside(width)], Qt.Orientation.Horizontal)
        self._give_below(height)
        beside = [self._docks["objects"], self._docks["inspector"]]
        self.resizeDocks(beside, [height * 4 // 10, height * 6 // 10], Qt.Orientation.Vertical)

    def childEvent(self, event: QChildEvent) -> None:
        """Let the tabs of docks be read whole: Qt makes their bars when it needs them."""
        super().childEvent(event)
        # Polished, not added: Qt has set the bar up by then.
        child = event.child() if event.type() is QEvent.Type.ChildPolished else None
        if isinstance(child, QTabBar):
            _show_whole_tabs(child)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._sized:
            self._sized = True
            # Docks take sizes only once the layout has one itself, which is after this event.
            QTimer.singleShot(0, self, self._give_sizes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a timeline that nobody has dragged its share of a window of another size."""
        super().resizeEvent(event)
        before = self._below_for
        if self._sized and before is not None and event.size().height() != before:
            if abs(self._docks["timeline"].height() - dock_shares.below(before)) <= _AS_GIVEN_PX:
                self._give_below(event.size().height())
            else:
                self._below_for = None

    def _give_below(self, height: int) -> None:
        self._below_for = height
        timeline = self._docks["timeline"]
        self.resizeDocks([timeline], [dock_shares.below(height)], Qt.Orientation.Vertical)

    def reset(self) -> None:
        """Put all docks where they were at first."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.setVisible(True)
        self._place()
        self.size_for(self.width(), self.height())

    def layout_state(self) -> QByteArray:
        return self.saveState(_STATE_VERSION)

    def restore_layout(self, state: QByteArray) -> bool:
        """Put the docks as `state` says; return whether it could be read."""
        restored = self._restore(state)
        if restored and not self._sized:
            self._state_to_give = state
        return restored

    def _restore(self, state: QByteArray) -> bool:
        restored = self.restoreState(state, _STATE_VERSION)
        for guest in self._guests.values():
            # What was walked through then is not known any more.
            guest.hide()
        self.set_arranging(False)
        return restored

    def _give_sizes(self) -> None:
        if self._state_to_give is None:
            self.size_for(self.width(), self.height())
        else:
            # The first time it knew which docks are shown, but not how wide the window is.
            self._restore(self._state_to_give)
            # Whether that is what it would be given anyhow is seen when the window changes.
            self._below_for = self.height()

    def _dock(self, key: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{key}")
        dock.setWidget(widget)
        return dock

    def _place(self) -> None:
        docks = self._docks
        self.addDockWidget(_Area.LeftDockWidgetArea, docks["clips"])
        self.addDockWidget(_Area.BottomDockWidgetArea, docks["timeline"])
        self.addDockWidget(_Area.RightDockWidgetArea, docks["objects"])
        self.addDockWidget(_Area.RightDockWidgetArea, docks["inspector"])
        self.tabifyDockWidget(docks["inspector"], docks["history"])
        docks["inspector"].raise_()
        for guest in self._guests.values():
            self._place_guest(guest)
        self.set_arranging(False)

    def _place_guest(self, dock: QDockWidget) -> None:
        self.addDockWidget(_Area.RightDockWidgetArea, dock)
        self.tabifyDockWidget(self._docks["inspector"], dock)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setFeatures(_Feature.NoDockWidgetFeatures)
        dock.hide()
        # Who comes takes the front with it, and leaves it to the last of the tabs.
        self._docks["inspector"].raise_()

    def _bind(self, registry: ActionRegistry) -> None:
        for key, dock in self._docks.items():
            action = registry.action(f"view.{key}")
            action.setChecked(True)
            action.triggered.connect(lambda on, d=dock: self._turn(d, on=on))
            # isHidden, not isVisible: a dock of a window that is not shown yet is not hidden.
            dock.visibilityChanged.connect(lambda _on, d=dock, a=action: _follow(a, d))
        registry.connect_action("view.reset", self.reset)
        registry.action("view.arrange").toggled.connect(self.set_arranging)

    def _turn(self, dock: QDockWidget, *, on: bool) -> None:
        """Show or hide a dock; one that lies behind another comes to the front instead."""
        behind = bool(self.tabifiedDockWidgets(dock)) and dock.visibleRegion().isEmpty()
        dock.setVisible(on or behind)
        if on or behind:
            dock.raise_()


def _below(parts: WindowParts) -> QWidget:
    """Put the transport on top of the timeline."""
    both = surface("panel")
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(parts.transport)
    layout.addWidget(line())
    layout.addWidget(parts.timeline, 1)
    return both


def _follow(action: QAction, dock: QDockWidget) -> None:
    action.setChecked(not dock.isHidden())


def _show_whole_tabs(bar: QTabBar) -> None:
    bar.setFont(theme.font("small"))
    bar.setElideMode(Qt.TextElideMode.ElideNone)
    bar.setUsesScrollButtons(True)
