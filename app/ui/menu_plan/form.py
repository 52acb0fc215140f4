"""The form in which the files beside this one tell what a menu holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Submenu:
    """A title and what stands below it: ids of actions, further submenus, None between groups."""

    title: str
    entries: tuple["str | Submenu | None", ...]
