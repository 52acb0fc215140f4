"""Qt's waits take as long as a busy machine may need: only what never comes takes all of it."""

from pytestqt.qtbot import QtBot

_PATIENCE_MS = 60_000

for _wait in (
    QtBot.waitUntil,
    QtBot.waitSignal,
    QtBot.waitSignals,
    QtBot.waitCallback,
    QtBot.waitExposed,
    QtBot.waitActive,
):
    _wait.__kwdefaults__["timeout"] = _PATIENCE_MS
