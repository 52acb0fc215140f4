"""Clips whose file says when they were recorded."""

import io
from collections.abc import Mapping

import av


def dated_clip(plain_clip: bytes, tags: Mapping[str, str]) -> bytes:
    """Return the clip in a QuickTime file with these tags."""
    sink = io.BytesIO()
    with (
        av.open(io.BytesIO(plain_clip)) as source,
        av.open(sink, "w", format="mov") as output,
    ):
        output.metadata.update(dict(tags))
        stream = output.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                output.mux(packet)
    return sink.getvalue()
