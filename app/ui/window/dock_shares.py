"""How large docks are at first, in a window of some size. Pure; all in pixels."""

_LEAST_BELOW, _LOW, _MORE = 252, 724, 0.36


def beside(width: int) -> tuple[int, int]:
    """Return how wide the docks at the left and at the right are."""
    return min(298, max(252, width * 155 // 1000)), min(322, max(272, width * 168 // 1000))


def below(height: int) -> int:
    """Return how high the timeline is: of what a window is higher, lanes get a good third."""
    return _LEAST_BELOW + round(max(height - _LOW, 0) * _MORE)
