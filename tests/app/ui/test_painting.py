"""What goes wrong in a picture may not leave a painter at work: nobody would end it in time."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

import app
from app.ui.canvas.canvas import Canvas
from app.ui.canvas.canvas_painter import CanvasPainter
from app.ui.theme import theme


def test_a_picture_that_fails_leaves_no_painter_at_work(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its traceback keeps the painter; ended after what it paints on is gone, it is a crash."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no picture")

    monkeypatch.setattr(CanvasPainter, "paint_empty", fail)
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    with pytest.raises(RuntimeError, match="no picture") as failure:
        canvas.grab()
    painters = [
        value
        for entry in failure.traceback
        for value in entry.frame.f_locals.values()
        if isinstance(value, QPainter)
    ]
    assert painters
    assert not any(painter.isActive() for painter in painters)


def test_every_painter_is_ended_by_a_with() -> None:
    (folder,) = app.__path__
    loose = []
    for file in Path(folder).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "QPainter(" not in text:
            continue
        tree = ast.parse(text)
        held = {
            id(item.context_expr)
            for node in ast.walk(tree)
            if isinstance(node, ast.With)
            for item in node.items
        }
        loose += [
            f"{file.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "QPainter"
            and id(node) not in held
        ]
    assert loose == []
