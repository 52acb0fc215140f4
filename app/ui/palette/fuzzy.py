"""Find what somebody means by a few letters. Pure."""

import re

# So large that the length of the text, which is taken off, decides only between equals.
_START_OF_WORD, _NEXT_TO_LAST, _ANYWHERE = 80, 60, 10
_WHOLE_WORDS = 400
_INSIDE = 200
_BETWEEN_WORDS = re.compile(r"[^\w]+")


def match_score(query: str, text: str) -> int | None:
    """Return how well `query` fits `text`, higher is better; None when it does not.

    All letters of the query must occur in the text, in their order. Starts of words and runs of
    letters count most, and words in one piece more than letters here and there, so that "gtf"
    finds "Go to frame" and "lock" finds "Lock now" before "Block".
    """
    wanted, given = query.casefold().split(), text.casefold()
    if not wanted:
        return 0
    parted = f" {_BETWEEN_WORDS.sub(' ', given)}"
    if all(f" {word}" in f" {given}" or f" {word}" in parted for word in wanted):
        return _WHOLE_WORDS + sum(len(word) * _START_OF_WORD for word in wanted) - len(given)
    in_one_piece = all(word in given for word in wanted)
    score, at = _INSIDE if in_one_piece else 0, -1
    for letter in "".join(wanted):
        found = _best_place(letter, given, at)
        if found is None:
            return None
        place, points = found
        score += points
        at = place
    return score - len(given)


def _best_place(letter: str, text: str, after: int) -> tuple[int, int] | None:
    """Return where to take `letter` from behind `after`, and what it earns."""
    if after >= 0 and text[after + 1 : after + 2] == letter:
        return after + 1, _NEXT_TO_LAST
    start = f" {text}".find(f" {letter}", after + 1)
    if start >= 0:
        return start, _START_OF_WORD
    place = text.find(letter, after + 1)
    return None if place < 0 else (place, _ANYWHERE)
