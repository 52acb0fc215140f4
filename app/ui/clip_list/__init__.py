"""The list of the project's clips, at the left of the window."""

from app.ui.clip_list.panel import ClipListPanel

__all__ = ["ClipListPanel"]
