"""How a person walks: from a place in the step to the places of the joints.

The gait is the usual one of character animation: thighs swing like a pendulum, the knee bends
while its leg swings forward, arms swing against the legs, and the hip is as high as the standing
leg allows, so that feet neither hover nor sink.
"""

import math
from dataclasses import dataclass

from app.demo.clothes import Joints, Outfit, Point, Stance, dress
from app.demo.solids import Solid

STRIDE_M = 1.46  # two steps of an adult
_BONE_M = 0.43  # thigh and shin alike
_SIDES = (1.0, -1.0)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a person is in the world and in their step."""

    x: float
    y: float
    heading: float  # radians, counter-clockwise from +x
    phase: float  # radians; 2π is one stride
    swing: float = 1.0  # 0 = standing, 1 = walking
    gaze: float = 0.0  # radians by which the head is turned


def person(pose: Pose, outfit: Outfit) -> list[Solid]:
    """Return the solids of a person in a pose."""
    return dress(_joints(pose, outfit.girth), outfit, Stance(pose.x, pose.y, pose.heading))


def _joints(pose: Pose, girth: float) -> Joints:
    phases = (pose.phase, pose.phase + math.pi)
    angles = [_leg_angles(phase, pose.swing) for phase in phases]
    hip_z = 0.075 + max(_BONE_M * (math.cos(thigh) + math.cos(shin)) for thigh, shin in angles)
    knees, ankles, toes = zip(
        *(
            _leg(thigh, shin, hip_z, side=side)
            for (thigh, shin), side in zip(angles, _SIDES, strict=True)
        ),
        strict=True,
    )
    lean = 0.05 * pose.swing
    twist = 0.05 * pose.swing * math.sin(pose.phase)
    # Each arm swings with the leg of the other side.
    arms = [
        _arm(
            (lean - twist * side, side * 0.195 * girth, hip_z + 0.445),
            phase + math.pi,
            pose.swing,
            side=side * girth,
        )
        for phase, side in zip(phases, _SIDES, strict=True)
    ]
    shoulders, elbows, hands = zip(*arms, strict=True)
    return Joints(
        hip=(0.0, 0.0, hip_z),
        knees=knees,
        ankles=ankles,
        toes=toes,
        neck=(lean, 0.0, hip_z + 0.56),
        shoulders=shoulders,
        elbows=elbows,
        hands=hands,
        gaze=pose.gaze,
    )


def _leg_angles(phase: float, swing: float) -> tuple[float, float]:
    """Return the angles of thigh and shin against the vertical, in radians."""
    thigh = swing * (0.46 * math.sin(phase) + 0.04)
    knee = 0.06 + swing * (0.12 + 0.92 * max(0.0, math.cos(phase - 0.25)) ** 1.6)
    return thigh, thigh - knee


def _leg(thigh: float, shin: float, hip_z: float, *, side: float) -> tuple[Point, Point, Point]:
    """Return knee, ankle and toe."""
    y = side * 0.085
    knee = (_BONE_M * math.sin(thigh), y, hip_z - _BONE_M * math.cos(thigh))
    ankle = (
        knee[0] + _BONE_M * math.sin(shin),
        y * 0.9,
        knee[2] - _BONE_M * math.cos(shin),
    )
    tilt = 0.5 * min(0.0, shin)
    toe = (ankle[0] + 0.17 * math.cos(tilt), y, ankle[2] - 0.03 + 0.17 * math.sin(tilt))
    return knee, ankle, toe


def _arm(shoulder: Point, phase: float, swing: float, *, side: float) -> tuple[Point, Point, Point]:
    """Return shoulder, elbow and hand."""
    upper = swing * 0.42 * math.sin(phase) + 0.03
    lower = upper + 0.22 + swing * 0.25 * max(0.0, math.sin(phase))
    elbow = (shoulder[0] + 0.29 * math.sin(upper), side * 0.235, shoulder[2] - 0.29)
    hand = (
        elbow[0] + 0.25 * math.sin(lower),
        side * 0.22,
        elbow[2] - 0.25 * math.cos(lower),
    )
    return shoulder, elbow, hand
