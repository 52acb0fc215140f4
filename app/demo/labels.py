"""The labels of the sample project.

Ids are fixed, so that two sample projects, a screenshot and a test speak of the same label.
"""

from uuid import UUID

from models.annotation.labels import Label

_NAMESPACE = "5af3119e-0000-4000-8000-0000000000"

# Colours from design/tokens.json, in an order in which neighbours stay apart for colour-blind
# eyes: sky blue, orange, bluish green, purple, vermilion, yellow.
SAMPLE_LABELS: tuple[Label, ...] = tuple(
    Label(
        id=UUID(f"{_NAMESPACE}{position + 1:02x}"),
        name=name,
        color=color,
        digit=position + 1,
        position=position,
    )
    for position, (name, color) in enumerate(
        (
            ("person", "#56B4E9"),
            ("car", "#E69F00"),
            ("bicycle", "#009E73"),
            ("bag", "#CC79A7"),
            ("van", "#D55E00"),
            ("dog", "#F0E442"),
        )
    )
)
