"""What an open project is made of, as `compose` hands it over; it knows nothing of their use."""

from collections.abc import Callable
from dataclasses import dataclass

from app.session.audit.device import AuditParts
from app.session.editing.journals import JournalFolder
from app.settings.projects import ProjectConfig
from crypto.keyring import Keyring
from models.store import ProjectStore
from storage.base import VideoStorage
from storage.link import Link


@dataclass(frozen=True, slots=True)
class ProjectParts:
    """What a project is made of; `compose` puts it together.

    link: tells the state of the way to a distant store; None where the clips lie here.
    close_storage: lets go of the store's connections and threads.
    read_only: why nothing can be written, or None.
    """

    config: ProjectConfig
    keyring: Keyring
    storage: VideoStorage
    store: ProjectStore
    journals: JournalFolder
    audit: AuditParts
    close_database: Callable[[], None]
    forget_keyring: Callable[[], None]
    close_storage: Callable[[], None] = lambda: None
    link: Link | None = None
    read_only: Exception | None = None
