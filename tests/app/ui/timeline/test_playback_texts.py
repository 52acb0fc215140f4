from app.ui.timeline.playback_texts import rate_text


def test_speeds_are_written_without_needless_zeros() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    texts = [rate_text(rate) for rate in (1.0, 0.25, 16.0, -2.0)]
    assert texts == [f"1{times}", f"0.25{times}", f"16{times}", f"\N{MINUS SIGN}2{times}"]
