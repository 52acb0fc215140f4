"""Progress: how far the project has come."""

from app.ui.action_specs.form import QT_TRANSLATE_NOOP, ActionSpec, Context, specs
from app.ui.action_specs.people import PEOPLE

SPECS: tuple[ActionSpec, ...] = specs(
    PEOPLE,
    Context.PROJECT,
    ("progress.show", QT_TRANSLATE_NOOP("Actions", "Progress…"), "F10", "gauge"),
)
