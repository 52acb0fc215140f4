"""The editor of a project's labels and their attributes."""

from app.ui.dialogs.labels.dialog import LabelsDialog

__all__ = ["LabelsDialog"]
