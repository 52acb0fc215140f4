"""The sample project's footage: three synthetic CCTV clips with exact ground truth.

Everything is drawn here, from seeded numbers, and encoded in memory: no footage of real people is
shipped, and no clear frame touches a disk. The simulator that draws the pictures also knows where
each actor is, so the sample annotations are right by construction.

This package knows nothing of projects or sessions; the caller imports what `render` returns.
"""

from app.demo.clips import SAMPLE_CLIPS, SampleClip
from app.demo.errors import DemoError, RenderCancelledError
from app.demo.labels import SAMPLE_LABELS

__all__ = ["SAMPLE_CLIPS", "SAMPLE_LABELS", "DemoError", "RenderCancelledError", "SampleClip"]
