"""What a project has settled for all who work on it. Pure; `rule_store` keeps it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one project.

    Attributes:
        own_work: whether people may judge what they handed in themselves.
        share_percent: how many of the clips are to be reviewed, 0…100; the sample is drawn by
            `seed`, see `models.review.sampling`.
        all_of_new: the first so many clips that a person hands in are reviewed in any case.
        opinions: how many different people have to accept a clip, 1 or 2.
        reasons: what a rejection offers to choose from, in the reviewers' own words; () offers
            what the program knows.
        notice: what everybody is told before they work, or "".
        private_labels: the labels whose objects are masked for those who may not see them.
        idle_minutes: after how many minutes without a hand at it a window locks at the latest;
            0 leaves it to each person, who may then switch it off.
        count_time: whether it is counted how long people are at work.
    """

    own_work: bool = False
    share_percent: int = 100
    seed: str = ""
    all_of_new: int = 0
    opinions: int = 1
    reasons: tuple[str, ...] = ()
    notice: str = ""
    private_labels: frozenset[UUID] = frozenset()
    idle_minutes: int = 30
    count_time: bool = True
