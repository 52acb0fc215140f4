"""Which clips are to be reviewed when not all of them are. Pure.

Each clip is in the sample or not by itself, through a hash of the seed and its id: the sample can
be drawn again by anybody who knows the seed, and clips that are added change nothing for others.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from models.records import ClipRecord, ClipState
from models.review.rules import Rules

_JUDGED = (ClipState.ACCEPTED, ClipState.REJECTED)
_DOMAIN = b"safelight/review-sample/v1\0"


def is_sampled(clip_id: UUID, rules: Rules) -> bool:
    """Tell whether a clip is in the sample of `rules.share_percent`."""
    if rules.share_percent in (0, 100):
        return bool(rules.share_percent)
    return _point(rules.seed, clip_id) * 100 < rules.share_percent << 64


@lru_cache(maxsize=1 << 16)
def _point(seed: str, clip_id: UUID) -> int:
    """Return where a clip lies between 0 and 2^64; asked again with every key of a filter."""
    digest = hashlib.sha256(_DOMAIN + seed.encode() + b"\0" + clip_id.bytes).digest()
    return int.from_bytes(digest[:8], "big")


def newcomers(clips: Iterable[ClipRecord], rules: Rules) -> frozenset[UUID]:
    """Return who handed in clips, of whom fewer than `rules.all_of_new` have been judged."""
    if not rules.all_of_new:
        return frozenset()
    judged: Counter[UUID] = Counter()
    for clip in clips:
        if clip.submitted_by is not None:
            judged[clip.submitted_by] += clip.state in _JUDGED
    return frozenset(person for person, count in judged.items() if count < rules.all_of_new)


def is_to_review(clip: ClipRecord, rules: Rules, new: frozenset[UUID] = frozenset()) -> bool:
    """Tell whether a clip waits for a review: handed in, and sampled, assigned or a newcomer's."""
    if clip.state is not ClipState.SUBMITTED:
        return False
    chosen = clip.reviewer is not None or clip.submitted_by in new
    return chosen or is_sampled(clip.id, rules)
