"""How hard a passphrase is to guess, roughly. Pure.

An estimate for a hint, not a proof: it counts letters and their variety, and forgives no runs,
repeats or the words that everybody takes. Argon2id makes each guess expensive on top of it.
"""

import itertools
import math
import re
from enum import IntEnum

SHORTEST = 10
_CLASSES = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[^A-Za-z0-9]", 24))
_COMMON = re.compile(
    r"pass(word|phrase|wort)?|qwert[yz]|asdf|admin|welcome|letmein|secret|safelight|camera|"
    r"iloveyou|dragon|monkey|19\d\d|20\d\d|123\d*|abc\w?",
    re.IGNORECASE,
)
_FAIR_BITS, _STRONG_BITS = 45.0, 70.0


class Strength(IntEnum):
    """TOO_SHORT is refused; the others are hints."""

    TOO_SHORT = 0
    WEAK = 1
    FAIR = 2
    STRONG = 3


def strength(passphrase: str) -> Strength:
    """Return how strong a passphrase looks."""
    if len(passphrase) < SHORTEST:
        return Strength.TOO_SHORT
    bits = estimated_bits(passphrase)
    if bits >= _STRONG_BITS:
        return Strength.STRONG
    return Strength.FAIR if bits >= _FAIR_BITS else Strength.WEAK


def estimated_bits(passphrase: str) -> float:
    """Return a guess at the entropy in bits."""
    # What everybody takes is worth no more than one letter, however long it is.
    reduced = _COMMON.sub("x", passphrase)
    pool = sum(size for pattern, size in _CLASSES if re.search(pattern, reduced))
    if not pool:
        return 0.0
    fresh = 1 + sum(
        1 for before, letter in itertools.pairwise(reduced) if abs(ord(letter) - ord(before)) > 1
    )
    # Letters of words follow each other; a plain-text letter holds far less than its alphabet.
    each = math.log2(pool) * (0.62 if re.fullmatch(r"[A-Za-z ]+", reduced) else 0.85)
    variety = min(1.0, len(set(reduced)) / 8)
    return fresh * each * variety
