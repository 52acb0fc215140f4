"""Checks one device's chain in one pass, and names what is wrong with it.

A MAC that does not fit accuses its entry only: the entry behind it is tried both with the MAC that
is stored before it and with the one that should be. What does not fit is opened in the end, because
a sealed body tells where it belongs: so an entry that was moved, repeated or brought from another
device is told apart from one that was altered, and its neighbours are cleared.

Where what an entry followed is lost, its MAC is borne out by the entry behind it, which was made
over it. An entry between two others that are both lost has no witness, and is not accused.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass

from crypto.errors import AlteredError
from models.audit.chain import FIRST, LARGEST_SEQ, MAC_SIZE, ChainKeys, Head
from models.audit.findings import Finding, Trouble
from models.audit.rows import UntrustedRow

Place = tuple[bytes, int]
PlaceOf = Callable[[bytes], Place | None]
"""Opens a body and tells to which device and number it belongs; None where it does not open."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    seq: int
    mac: bytes
    body: bytes
    again: bool = False


class ChainCheck:
    """Takes a device's entries in the order of their numbers; `findings` tells in the end.

    Args:
        keys: of the device's chain.
        place_of: opens bodies.
        wanted: the numbers whose MACs `mac_at` is to tell.
    """

    def __init__(self, keys: ChainKeys, place_of: PlaceOf, wanted: Collection[int]) -> None:
        self._keys = keys
        self._place_of = place_of
        self._wanted = wanted
        self._device = keys.device_id
        self._expected = 1
        # The MACs that the next entry may follow; None behind a hole.
        self._previous: tuple[bytes, ...] | None = (FIRST,)
        self._suspects: list[_Suspect] = []
        # Whose stored MAC the entry behind was made over; and whose nothing before speaks for.
        self._borne_out: set[int] = set()
        self._behind_hole: set[int] = set()
        # Numbers of the suspects; of those whose bodies are where they belong; and of those of them
        # whose MACs can be computed from what is proven before.
        self._suspected: set[int] = set()
        self._at_home: set[int] = set()
        self._computed: set[int] = set()
        self._holes: list[tuple[int, int]] = []
        self._accused: set[int] = set()
        self._found: list[Finding] = []
        self.mac_at: dict[int, bytes] = {}

    @property
    def last(self) -> int:
        """The number of the newest entry."""
        return self._expected - 1

    def take(self, row: UntrustedRow) -> None:
        """Check one entry."""
        seq, mac, body = row
        if type(seq) is not int or not 0 < seq < LARGEST_SEQ:
            self._accuse(Trouble.ALTERED, seq if type(seq) is int else 0)
            return
        mac = mac if isinstance(mac, bytes) and len(mac) == MAC_SIZE else b""
        body = body if isinstance(body, bytes) else b""
        if seq < self._expected:
            # Twice the same number: only where somebody took the table's own rule away.
            self._suspects.append(_Suspect(seq, mac, body, again=True))
            return
        if seq > self._expected:
            self._accuse(Trouble.MISSING, self._expected, until=seq - 1)
            self._holes.append((self._expected, seq - 1))
            self._previous = None
        self._check(seq, mac, body)
        self._expected = seq + 1
        if seq in self._wanted:
            self.mac_at[seq] = mac

    def findings(self, heads: Collection[Head]) -> list[Finding]:
        """Return what is wrong, in order; `heads` are those that the chain bore once."""
        self._settle()
        for head in sorted(heads, key=lambda one: one.seq):
            self._compare(head)
        return sorted(self._found, key=lambda finding: (finding.seq, finding.trouble))

    def _check(self, seq: int, mac: bytes, body: bytes) -> None:
        if self._previous is None:
            # What it followed is gone, but its body still tells where it belongs.
            if self._place_of(body) != (self._device, seq):
                self._suspects.append(_Suspect(seq, mac, body))
            else:
                self._behind_hole.add(seq)
            self._previous = (mac,)
            return
        made = tuple(self._made(seq, before, body) for before in self._previous)
        if mac and mac in made:
            if made[0] == mac:
                self._borne_out.add(seq - 1)
            self._previous = (mac,)
            return
        self._suspects.append(_Suspect(seq, mac, body))
        # What was made over the MAC that was stored, and over the one that should have been: more
        # is not believed, so that a chain that is altered throughout takes no longer.
        self._previous = (mac, *dict.fromkeys(one for one in (made[0], made[-1]) if one))

    def _made(self, seq: int, before: bytes, body: bytes) -> bytes:
        try:
            return self._keys.mac(seq, before, body)
        except AlteredError:
            return b""

    def _settle(self) -> None:
        """Tell of each suspect what it is."""
        places = [self._place_of(suspect.body) for suspect in self._suspects]
        told = list(zip(self._suspects, places, strict=True))
        self._suspected = {one.seq for one in self._suspects}
        self._at_home = {
            one.seq for one, place in told if place == (self._device, one.seq) and not one.again
        }
        for one in self._suspects:
            if one.seq in self._at_home and not self._is_lost(one.seq - 1):
                self._computed.add(one.seq)
        moved: dict[int, list[bytes]] = {}
        for suspect, place in told:
            if place is not None and place[0] == self._device and suspect.seq != place[1]:
                moved.setdefault(place[1], []).append(suspect.mac)
        for suspect, place in told:
            self._judge(suspect, place, moved.get(suspect.seq - 1, ()))
        for seq in sorted(self._behind_hole):
            if self._is_belied(seq):
                self._accuse(Trouble.ALTERED, seq)

    def _judge(self, suspect: _Suspect, place: Place | None, before: Collection[bytes]) -> None:
        """Accuse a suspect or clear it; `before` are MACs that were moved away before it."""
        seq = suspect.seq
        if place is None:
            self._accuse(Trouble.ALTERED, seq)
        elif place[0] != self._device:
            self._accuse(Trouble.FOREIGN, seq, origin=place)
        elif place[1] != seq:
            is_there = 0 < place[1] < self._expected and place[1] not in self._suspected
            repeated = is_there and not self._is_missing(place[1])
            self._accuse(Trouble.REPEATED if repeated else Trouble.MOVED, seq, origin=place)
        elif suspect.again:
            self._accuse(Trouble.REPEATED, seq, origin=place)
        elif not self._is_cleared(suspect, before):
            self._accuse(Trouble.ALTERED, seq)

    def _is_cleared(self, suspect: _Suspect, before: Collection[bytes]) -> bool:
        """Tell whether only what stands before an entry is to blame; `before` are moved MACs."""
        seq = suspect.seq
        if not suspect.mac:
            return False
        if before:
            return any(self._made(seq, mac, suspect.body) == suspect.mac for mac in before)
        if not self._is_lost(seq - 1):
            return False
        # The MAC that it followed is nowhere any more: its body has to speak for it, and then the
        # entry behind it.
        return seq in self._borne_out or (seq - 1 in self._accused and not self._is_belied(seq))

    def _is_lost(self, seq: int) -> bool:
        """Tell whether an entry's MAC can be neither believed nor computed from what is proven."""
        if seq in self._computed:
            return False
        return seq in self._suspected or seq in self._behind_hole

    def _is_belied(self, seq: int) -> bool:
        """Tell whether the entry behind speaks against the MAC of this one.

        Either it was made over another, or it is borne out itself and does not fit this one.
        """
        if seq in self._borne_out or seq >= self.last:
            return False
        behind = seq + 1
        if behind in self._at_home:
            return behind in self._borne_out
        return behind not in self._suspected and not self._is_missing(behind)

    def _is_missing(self, seq: int) -> bool:
        at = bisect_right(self._holes, (seq, LARGEST_SEQ)) - 1
        return at >= 0 and seq <= self._holes[at][1]

    def _compare(self, head: Head) -> None:
        if head.seq > self.last:
            self._accuse(Trouble.CUT, self.last + 1, until=head.seq)
        elif head.seq in self._accused or self._is_missing(head.seq):
            return
        elif self.mac_at.get(head.seq) != head.mac:
            self._accuse(Trouble.REWRITTEN, head.seq)

    def _accuse(
        self,
        trouble: Trouble,
        seq: int,
        *,
        until: int | None = None,
        origin: Place | None = None,
    ) -> None:
        finding = Finding.at(trouble, self._device, seq, until=until, origin=origin)
        if finding not in self._found[-8:]:
            self._found.append(finding)
            self._accused.add(seq)
