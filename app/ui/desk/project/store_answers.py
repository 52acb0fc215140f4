"""What the status bar says of an open project: how it is protected, and where everything lies."""

from app.session.project import Project
from app.ui.window.status_bar import Protection, StoreAnswers


def answers(project: Project) -> StoreAnswers:
    """Return what the status bar says of an open project."""
    if project.config.sample:
        protection: Protection = "sample"
    elif project.key_in_environment:
        protection = "environment"
    else:
        protection = "sealed"
    return StoreAnswers(
        protection,
        key=project.keyring.short_id,
        store=project.storage.location,
        database=project.database_label,
        store_icon="hard-drive" if project.link is None else "cloud",
    )
