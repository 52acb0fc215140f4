"""Which of a clip's objects is its clip, where no row says it.

A clip has several while it is migrated to another form or another key, and afterwards until the
old one is discarded. Then the authenticated form has to win, so that taking the new one away is all
that somebody without the key can do.

Rules:
- The first object, if it is a container.
- Otherwise a successor that is a container and bears the clip id of its name; its key is looked up
  only when it is opened, and a wrong one leads back to nothing else.
- Otherwise the first object, if there is no successor. One that is not what its name says was
  altered, and the weaker form behind it is not read for it.
"""

from collections.abc import Callable, Sequence
from contextlib import closing

from crypto.errors import DecryptionError
from crypto.source import CiphertextSource
from storage.clip_object import ClipObject
from storage.content import describe
from storage.errors import ClipNotFoundError
from storage.location import named_clip_id


def described_by_preference(
    names: Sequence[str], open_source: Callable[[str], CiphertextSource]
) -> tuple[ClipObject, ...]:
    """Describe a clip's objects that are sound: the one to open first, then the others.

    `names` is as in `ListedClip`.

    Raises:
        DecryptionError: the one to open is not sound; see `storage.content.describe`.
        ClipNotFoundError: none is there any more.
    """
    first: ClipObject | None = None
    successors: list[ClipObject] = []
    altered: DecryptionError | None = None
    for name in names:
        is_successor = named_clip_id(name) is not None
        try:
            with closing(open_source(name)) as source:
                found = describe(name, source)
        except ClipNotFoundError:
            continue  # Somebody discarded it since the names were read.
        except DecryptionError as error:
            if not is_successor:
                raise
            altered = error
            continue
        if is_successor:
            successors.append(found)
        else:
            first = found
    if first is not None and first.format == "container":
        return (first, *successors)
    if not successors and altered is not None:
        raise altered
    if first is None and not successors:
        raise ClipNotFoundError("nothing is stored under this event id")
    return (*successors, *(() if first is None else (first,)))
