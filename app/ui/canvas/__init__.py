"""The canvas: one frame, the boxes on it, and the hand that draws them."""

from app.ui.canvas.canvas import Canvas
from app.ui.canvas.tools import Tool

__all__ = ["Canvas", "Tool"]
