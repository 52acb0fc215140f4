"""The theme in force: which scheme is shown, and what is drawn with it."""

from enum import StrEnum
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyleFactory
from shiboken6 import isValid

from app.ui.theme.fonts import FontRole, build_font, register_fonts
from app.ui.theme.icons import SIZES_PX, build_icon, icon_pixmap
from app.ui.theme.palette import build_palette
from app.ui.theme.stylesheet import build_stylesheet
from app.ui.theme.tokens import Scheme, Tokens, load_tokens

_IconKey = tuple[str, str, str, tuple[int, ...]]  # name, role, role while on, sizes in pixels


class ThemeMode(StrEnum):
    """What the person asked for."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Theme(QObject):
    """Colours, fonts and icons of the scheme in force.

    Widgets that paint themselves ask for colours at paint time and call `update()` on
    `changed`; palettes, stylesheets and icons set with `set_icon` follow by themselves.

    Signals:
        changed(): the scheme, or the set of pixel ratios on the desk, is another one.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = ThemeMode.SYSTEM
        self._tokens: Tokens = load_tokens(Scheme.DARK)
        self._application: QApplication | None = None
        self._icons: dict[_IconKey, QIcon] = {}
        self._kept: WeakKeyDictionary[QAction | QAbstractButton, _IconKey] = WeakKeyDictionary()

    @property
    def mode(self) -> ThemeMode:
        return self._mode

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def is_dark(self) -> bool:
        return self._tokens.scheme is Scheme.DARK

    @property
    def label_colors(self) -> tuple[str, ...]:
        """Colours for labels, `#RRGGBB`, chosen to stay apart for colour-blind eyes."""
        return self._tokens.labels

    def color(self, name: str) -> QColor:
        """Return a token's colour.

        The tokens are bg, panel, raised, line, hover, text, dim, faint, accent, accentbg,
        onaccent, ok, warn, bad and canvas.

        Raises:
            KeyError: when there is no such token.
        """
        return QColor(self._tokens.colors[name])

    def font(
        self, role: FontRole | str = "body", *, bold: bool = False, tabular: bool = False
    ) -> QFont:
        """Return a font of the type scale: 'body', 'small', 'tiny' or 'title'."""
        return build_font(self._tokens, FontRole(role), bold=bold, tabular=tabular)

    def icon(self, name: str, role: str = "text", *, on_role: str = "accent") -> QIcon:
        """Return an icon tinted with token `role`, or `on_role` while checked.

        It keeps its tint when the theme changes; `set_icon` gives one that follows.
        """
        return self._icon((name, role, on_role, SIZES_PX))

    def pixmap(
        self, name: str, role: str = "text", *, size_px: int = 16, ratio: float = 1.0
    ) -> QPixmap:
        """Return an icon as a picture, for code that paints; cheap to call in a paint event."""
        return icon_pixmap(name, self.color(role).name(), size_px, ratio=ratio)

    def set_icon(
        self,
        target: QAction | QAbstractButton,
        name: str,
        role: str = "text",
        *,
        on_role: str = "accent",
        size_px: int = 16,
    ) -> None:
        """Give a button or an action an icon, and the right one again when the theme changes."""
        key = (name, role, on_role, (size_px,))
        self._kept[target] = key
        target.setIcon(self._icon(key))
        if isinstance(target, QAbstractButton):
            target.setIconSize(QSize(size_px, size_px))

    def apply(self, application: QApplication) -> None:
        """Dress the application, and follow the system's scheme from now on."""
        if self._application is not application:
            self._application = application
            register_fonts()
            style = QStyleFactory.create("Fusion")
            if style is not None:
                application.setStyle(style)
            application.setFont(self.font("body"))
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
            application.screenAdded.connect(self._on_screen_added)
        self._dress(self._wanted_scheme())

    def set_mode(self, mode: ThemeMode | str) -> None:
        """Follow the system, or stay dark or light whatever it says."""
        self._mode = ThemeMode(mode)
        self._dress(self._wanted_scheme())

    def _icon(self, key: _IconKey) -> QIcon:
        if key not in self._icons:
            name, role, on_role, sizes_px = key
            self._icons[key] = build_icon(
                name,
                normal=self.color(role),
                on=self.color(on_role),
                disabled=self.color("faint"),
                sizes_px=sizes_px,
                ratios=_pixel_ratios(),
            )
        return self._icons[key]

    def _wanted_scheme(self) -> Scheme:
        if self._mode is not ThemeMode.SYSTEM:
            return Scheme(self._mode.value)
        # Unknown is what most plain X sessions say; footage is judged best on a dark surround.
        if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light:
            return Scheme.LIGHT
        return Scheme.DARK

    def _dress(self, scheme: Scheme) -> None:
        self._tokens = load_tokens(scheme)
        self._icons.clear()
        if self._application is not None:
            self._application.setPalette(build_palette(self._tokens))
            self._application.setStyleSheet(build_stylesheet(self._tokens))
        for target, key in list(self._kept.items()):
            if isValid(target):
                target.setIcon(self._icon(key))
        self.changed.emit()

    def _on_scheme_changed(self) -> None:
        if self._mode is ThemeMode.SYSTEM:
            self._dress(self._wanted_scheme())

    def _on_screen_added(self) -> None:
        self._dress(self._tokens.scheme)


def _pixel_ratios() -> tuple[float, ...]:
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}))
