"""Which action stands where in the main menu. Data only.

Ten menus in the order that people know from other programs; what is one idea and needed more seldom
lies in a submenu. Each fits a low screen in one column. What belongs to digits is left to the label
picker.
"""

from app.ui.menu_plan.form import Submenu
from app.ui.menu_plan.objects import OBJECTS, TOOLS
from app.ui.menu_plan.project import EDIT, HELP, PROJECT
from app.ui.menu_plan.review import PEOPLE, REVIEW, WORK
from app.ui.menu_plan.seeing import CAMERA_ENTRIES, PLAYBACK, VIEW

__all__ = ["CAMERA_ENTRIES", "MENUS", "Submenu"]

MENUS: tuple[Submenu, ...] = (
    PROJECT,
    EDIT,
    VIEW,
    PLAYBACK,
    OBJECTS,
    TOOLS,
    WORK,
    REVIEW,
    PEOPLE,
    HELP,
)
