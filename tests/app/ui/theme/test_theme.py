import re
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QFontInfo, QFontMetricsF, QIcon
from PySide6.QtWidgets import QApplication

from app.ui.theme import Theme, ThemeMode
from app.ui.theme.icons import icon_pixmap
from app.ui.theme.stylesheet import build_stylesheet, mix
from app.ui.theme.tokens import Scheme, load_tokens
from resources import resource_path

SCHEMES = list(Scheme)


@pytest.fixture
def dressed(qapp: QApplication) -> Theme:
    theme = Theme()
    theme.apply(qapp)
    return theme


def luminance(color: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(color[1:])]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("surface", ["bg", "panel", "raised", "hover"])
def test_text_is_readable_on_every_surface(scheme: Scheme, surface: str) -> None:
    colors = load_tokens(scheme).colors
    assert contrast(colors["text"], colors[surface]) >= 7
    assert contrast(colors["dim"], colors[surface]) >= 4.5
    for tone in ("ok", "warn", "bad", "accent"):
        assert contrast(colors[tone], colors[surface]) >= 3.9, tone


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_on_the_accent_colour_is_readable(scheme: Scheme) -> None:
    colors = load_tokens(scheme).colors
    assert contrast(colors["onaccent"], colors["accent"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_stylesheet_leaves_no_token_unfilled(scheme: Scheme) -> None:
    sheet = build_stylesheet(load_tokens(scheme))
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(path).is_file()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shipped_marks_have_the_colours_of_their_scheme(scheme: Scheme) -> None:
    colors = set(load_tokens(scheme).colors.values())
    for mark in resource_path("styles", scheme.value).glob("*.svg"):
        strokes = re.findall(r'stroke="(#[0-9A-F]{6})"', mark.read_text(encoding="utf-8"))
        assert strokes
        assert set(strokes) <= colors


def test_mixing_goes_from_back_to_front() -> None:
    assert mix("#FF0000", "#0000FF", 0) == "#0000FF"
    assert mix("#FF0000", "#0000FF", 1) == "#FF0000"


def test_the_bundled_font_is_used(dressed: Theme) -> None:
    for bold in (False, True):
        assert QFontInfo(dressed.font("small", bold=bold)).family() == "Inter"


def test_tabular_figures_are_equally_wide(dressed: Theme) -> None:
    metrics = QFontMetricsF(dressed.font("body", tabular=True))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_a_mode_that_is_asked_for_wins_over_the_system(dressed: Theme) -> None:
    dressed.set_mode(ThemeMode.LIGHT)
    assert not dressed.is_dark
    dressed.set_mode("dark")
    assert dressed.is_dark


def test_changed_is_emitted_when_the_mode_changes(dressed: Theme, qtbot) -> None:
    with qtbot.waitSignal(dressed.changed):
        dressed.set_mode("light")


def test_a_kept_icon_follows_the_theme(dressed: Theme, qapp: QApplication) -> None:
    dressed.set_mode("dark")
    action = QAction()
    dressed.set_icon(action, "lock")
    before = action.icon().pixmap(16, 16).toImage()
    dressed.set_mode("light")
    assert action.icon().pixmap(16, 16).toImage() != before


def test_an_icon_shows_the_accent_colour_while_checked(dressed: Theme) -> None:
    icon = dressed.icon("eye")
    on = icon.pixmap(16, 16, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert on != icon.pixmap(16, 16).toImage()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_drawn_at_the_pixels_of_its_screen(qapp: QApplication, ratio: float) -> None:
    pixmap = icon_pixmap("lock", "#FFFFFF", 16, ratio=ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.deviceIndependentSize().width() == 16


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon_pixmap("no-such-icon", "#FFFFFF", 16)


def test_fonts_and_icons_come_with_their_licences() -> None:
    assert "SIL OPEN FONT LICENSE" in resource_path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource_path("icons", "LICENSE").read_text(encoding="utf-8")


def test_only_icons_that_are_used_are_shipped() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in resource_path().parent.glob("app/**/*.py")
    )
    shipped = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert {name for name in shipped if f'"{name}"' not in code} == set()
