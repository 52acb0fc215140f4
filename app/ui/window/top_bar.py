"""The bar at the top: project, clip, the command field, the two workspaces."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.ui.actions import ActionRegistry
from app.ui.clip_list.marks import Mark
from app.ui.controls import (
    ElidedLabel,
    PushButton,
    Segments,
    ToolButton,
    push_button,
    text_label,
)
from app.ui.controls.buttons import restyle
from app.ui.controls.glyph import Glyph
from app.ui.controls.logo import Logo
from app.ui.controls.tips import plain_tip
from app.ui.keys.tips import with_key
from app.ui.theme import theme

HEIGHT_PX = 44


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """A project that can be switched to."""

    id: str
    name: str


class TopBar(QWidget):
    """Shows where one is.

    Signals:
        project_chosen(str): the id of another project.
        workspace_chosen(str): "annotate" or "review".
        palette_requested(): the command field was used.
    """

    project_chosen = Signal(str)
    workspace_chosen = Signal(str)
    palette_requested = Signal()

    def __init__(
        self, registry: ActionRegistry, main_menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT_PX)
        self._registry = registry
        self._projects: tuple[ProjectChoice, ...] = ()
        self._menu_button = self._build_menu_button(main_menu)
        self._project = push_button("", "ghost", name=self.tr("Project"))
        self._slash = text_label("/", tone="faint")
        self._clip = ElidedLabel(bold=True)
        self._mark_glyph = Glyph(14)
        self._moment = ElidedLabel(tone="dim", tabular=True)
        self._mark = text_label("", "small")
        self._key_hint = QLabel()
        self._command = self._build_command()
        self._workspaces = Segments(
            (("annotate", self.tr("Annotate")), ("review", self.tr("Review"))),
            name=self.tr("Workspace"),
        )
        self._tell_key()
        registry.keys_changed.connect(self._tell_key)
        self._build()
        self.show_project("", ())
        self.show_clip("", "")

    @property
    def command_field(self) -> QWidget:
        """Where the palette opens."""
        return self._command

    def show_project(self, name: str, others: Sequence[ProjectChoice]) -> None:
        """Name the open project, "" for none, and those that the menu offers."""
        self._projects = tuple(others)
        self._project.setText(name)
        self._project.setAccessibleName(self.tr("Project {0}").format(name))
        self._project.setVisible(bool(name))

    def show_controls(self, *, workspaces: bool, command: bool) -> None:
        """Show or hide what cannot be used just now."""
        self._workspaces.setVisible(workspaces)
        self._command.setVisible(command)

    def show_workspace(self, key: str) -> None:
        """Mark the workspace that one is in."""
        self._workspaces.set_current(key)

    def show_clip(self, name: str, moment: str, mark: Mark | None = None) -> None:
        """Name the open clip, when it was recorded, and what its protection lacks; "" for none."""
        self._mark.setVisible(mark is not None)
        self._mark_glyph.setVisible(mark is not None)
        self._mark.setText("" if mark is None else mark.text)
        if mark is not None:
            self._mark_glyph.show_icon(mark.icon, mark.tone)
            restyle(self._mark, tone=mark.tone)
        for widget in (self._mark, self._mark_glyph):
            widget.setToolTip("" if mark is None else plain_tip(mark.tip))
            widget.setAccessibleDescription("" if mark is None else mark.tip)
        self._clip.setText(name)
        self._moment.setText(moment)
        for widget in (self._slash, self._clip, self._moment):
            widget.setVisible(bool(name))

    def _build_menu_button(self, main_menu: QMenu) -> QToolButton:
        button = ToolButton()
        button.setText("Safelight")
        button.setFont(theme.font("body", bold=True))
        button.setAccessibleName(self.tr("Main menu"))
        button.setToolTip(self.tr("Main menu"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(main_menu)
        return button

    def _build_command(self) -> QPushButton:
        command = PushButton(f" {self.tr('Search or run a command')}")
        command.setProperty("kind", "command")
        command.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        command.setAccessibleName(self.tr("Search or run a command"))
        command.setMinimumWidth(240)
        command.setMaximumWidth(440)
        command.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_icon(command, "search", "dim", size_px=14)
        inner = QHBoxLayout(command)
        inner.setContentsMargins(0, 0, 8, 0)
        hint = self._key_hint
        hint.setFont(theme.font("tiny"))
        hint.setProperty("shape", "key")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner.addStretch(1)
        inner.addWidget(hint, 0, Qt.AlignmentFlag.AlignVCenter)
        command.clicked.connect(lambda _on=False: self.palette_requested.emit())
        return command

    def _tell_key(self) -> None:
        key = self._registry.key_text("help.palette")
        self._key_hint.setText(key.replace("+", " "))
        self._key_hint.setVisible(bool(key))
        self._command.setToolTip(with_key(self.tr("Find a clip or a command"), key))
        switches = with_key(
            self.tr("Annotate, or look at what others did"),
            self._registry.key_text("workspace.switch"),
        )
        self._workspaces.setToolTip(switches)

    def _build(self) -> None:
        self._project.setToolTip(self.tr("Other projects, and locking this one"))
        self._project.clicked.connect(lambda _on=False: self._on_project_menu())
        self._project.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        theme.set_icon(self._project, "chevron-down", "dim", size_px=14)
        self._project.setIconSize(QSize(14, 14))
        self._workspaces.chosen.connect(self.workspace_chosen)

        left = QHBoxLayout()
        left.setSpacing(6)
        left.addWidget(Logo(18))
        left.addSpacing(-4)  # the button's own margin is gap enough
        left.addWidget(self._menu_button)
        left.addWidget(self._project)
        left.addWidget(self._slash)
        left.addSpacing(2)
        left.addWidget(self._clip)
        left.addSpacing(2)
        left.addWidget(self._moment)
        left.addSpacing(6)
        left.addWidget(self._mark_glyph)
        left.addWidget(self._mark)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(12)
        layout.addLayout(left)
        layout.addStretch(1)
        layout.addWidget(self._command, 6)
        layout.addStretch(1)
        layout.addWidget(self._workspaces)

    def _on_project_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in self._projects:
            action = menu.addAction(choice.name)
            action.triggered.connect(
                lambda _on=False, chosen=choice.id: self.project_chosen.emit(chosen)
            )
        if self._projects:
            menu.addSeparator()
        for action_id in ("project.new", "project.sample"):
            menu.addAction(self._registry.action(action_id))
        menu.addSeparator()
        menu.addAction(self._registry.action("project.lock"))
        menu.popup(self._project.mapToGlobal(QPoint(0, self._project.height() + 2)))
