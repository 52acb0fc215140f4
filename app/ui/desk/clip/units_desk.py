"""What moments are counted in: as a person chose it last, also in the next session."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.timeline.readouts import Unit
from app.ui.timeline.ticks import RulerMode
from app.ui.window.parts import ClipParts

_AUTO = "auto"


class UnitsDesk(QObject):
    """Joins ruler and transport to the preferences."""

    def __init__(self, parts: ClipParts, *, projects: ProjectDesk) -> None:
        super().__init__(projects)
        self._projects = projects
        kept = projects.preferences
        parts.timeline.set_ruler_mode(None if kept.ruler == _AUTO else RulerMode(kept.ruler))
        parts.transport.set_unit(Unit(kept.moment))
        parts.timeline.ruler_mode_chosen.connect(self._on_ruler_mode)
        parts.transport.unit_chosen.connect(self._on_unit)

    def _on_ruler_mode(self, mode: RulerMode) -> None:
        preferences = self._projects.preferences
        self._projects.keep_preferences(replace(preferences, ruler=mode.value))

    def _on_unit(self, unit: Unit) -> None:
        preferences = self._projects.preferences
        self._projects.keep_preferences(replace(preferences, moment=unit.value))
