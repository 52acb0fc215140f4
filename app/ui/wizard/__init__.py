"""The wizard that makes a project: where clips lie, where annotations lie, where the key is."""

from app.ui.wizard.new_project import NewProject
from app.ui.wizard.wizard import ProjectWizard

__all__ = ["NewProject", "ProjectWizard"]
