"""Long work on clips, in a queue: importing, keeping offline, exporting.

Nothing here knows Qt, and nothing is written to a disk: names of files live in memory only, and go
when the queue is closed.
"""

from app.session.transfers.control import TransferControl
from app.session.transfers.queue import TransferQueue
from app.session.transfers.transfer import (
    Transfer,
    TransferJob,
    TransferKind,
    TransferState,
)

__all__ = [
    "Transfer",
    "TransferControl",
    "TransferJob",
    "TransferKind",
    "TransferQueue",
    "TransferState",
]
