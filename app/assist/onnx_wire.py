"""What the program and the process that runs a model say to each other, over one socket.

    program: START, the model's bytes      process: ANSWER with LOADED, or a refusal
    program: a picture's bytes             process: ANSWER with ROWS and its numbers, or a refusal

A picture is BGR, 8 bits, of the size that START states, row after row; the numbers are float32.
Nothing is pickled, and every length follows from what is stated and bounded.
"""

import struct
from enum import IntEnum

# How many bytes the model has, width and height of its pictures, the program's process id.
START = struct.Struct("<QIIi")
# What came of it, how many dimensions the output has, and their sizes (0 where there are fewer).
MOST_DIMS = 4
ANSWER = struct.Struct(f"<BB{MOST_DIMS}I")
# Ten times what the largest detectors give for the largest pictures that are usual.
MOST_NUMBERS = 1 << 25


class Outcome(IntEnum):
    """What an answer says."""

    LOADED = 1
    ROWS = 2
    # OpenCV knows no such model, or not how to run it; or what comes out has another form.
    UNLOADABLE = 3
    UNRUNNABLE = 4
    OTHER_FORM = 5
