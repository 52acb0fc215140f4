"""What a computer remembers of the chains, as values: no I/O and no keys here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.audit.chain import MAC_SIZE, Head

_MOST_GONE = 64


@dataclass(frozen=True, slots=True)
class SeenHeads:
    """What this computer remembers of the chains.

    Attributes:
        newest: of each device, by its id.
        gone: heads that the database bore once and does not bear any more.
        root: the device that vouched for itself when this computer first looked.
        counted: events that wait are counted here; from then on, no count is one that is gone.
    """

    newest: Mapping[bytes, Head] = field(default_factory=dict)
    gone: tuple[Head, ...] = ()
    root: bytes | None = None
    counted: bool = False

    def with_head(self, head: Head, *, still_there: Callable[[Head], bool]) -> "SeenHeads":
        """Return it with another head; one that the database bears no more is kept as gone.

        A lower head than the one that is known may come late from another window, or from a chain
        that was cut: `still_there` tells.
        """
        known = self.newest.get(head.device_id)
        if known is not None:
            same = (known.seq, known.mac) == (head.seq, head.mac)
            if same or (known.seq > head.seq and still_there(known)):
                return self
        gone = self.gone
        if known is not None and known.seq >= head.seq:
            gone = (*gone, known)[-_MOST_GONE:]
        return replace(self, newest={**self.newest, head.device_id: head}, gone=gone)

    def without_lost(self, still_there: Callable[[Head], bool]) -> "SeenHeads":
        """Return it with every head among the gone that the database does not bear."""
        lost = tuple(head for head in self.newest.values() if not still_there(head))
        left = {key: head for key, head in self.newest.items() if head not in lost}
        return replace(self, newest=left, gone=(*self.gone, *lost)[-_MOST_GONE:])


def head_form(head: Head) -> dict[str, Any]:
    """Return a head as a JSON object."""
    return {
        "device": head.device_id.hex(),
        "seq": head.seq,
        "mac": head.mac.hex(),
        "signature": head.signature.hex(),
    }


def head_of(form: Mapping[str, Any]) -> Head:
    """Read what `head_form` returned.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    mac = bytes.fromhex(form["mac"])
    if len(mac) != MAC_SIZE:
        raise ValueError("a MAC has 32 bytes")
    return Head(
        bytes.fromhex(form["device"]), int(form["seq"]), mac, bytes.fromhex(form["signature"])
    )
