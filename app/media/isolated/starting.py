"""Which player a clip gets: one in a process of its own wherever the system has them."""

from collections.abc import Callable
from functools import partial

from app.media.index.frame_index import FrameIndex
from app.media.isolated.player import IsolatedPlayer
from app.media.isolated.serving import StreamOpener
from app.media.isolated.spawning import is_supported
from app.media.pictures.picture import Picture
from app.media.player.player import DEFAULT_CACHE_BYTES, Player
from app.media.player.state import PlayerState

AnyPlayer = Player | IsolatedPlayer


def start_player(
    open_stream: StreamOpener,
    index: FrameIndex,
    *,
    cache_bytes: int = DEFAULT_CACHE_BYTES,
    on_picture: Callable[[Picture], None],
    on_state: Callable[[PlayerState], None],
    on_failed: Callable[[Exception], None],
    yields: bool = False,
) -> AnyPlayer:
    """Start a player; see `Player`, and `IsolatedPlayer` for what `yields` does."""
    kind = partial(IsolatedPlayer, yields=yields) if is_supported() else Player
    return kind(
        open_stream,
        index,
        cache_bytes=cache_bytes,
        on_picture=on_picture,
        on_state=on_state,
        on_failed=on_failed,
    )
