"""A pinhole camera over flat ground.

World: metres, x to the right, y away from the camera, z up; the ground is z = 0.
Picture: pixels, x to the right, y down, the origin at the top left corner of the picture.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.demo.arrays import Array


@dataclass(frozen=True, slots=True)
class GroundMap:
    """Where each pixel's ray meets the ground.

    x, y: (H, W) float32, metres. footprint: (H, W) float32, metres of ground that one pixel
    covers; drawing uses it to soften what is finer than a pixel.
    """

    x: Array
    y: Array
    footprint: Array


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera hangs and what its lens sees; `looking` builds one."""

    width: int
    height: int
    focal_px: float
    position: Array
    axes: Array  # (3, 3): the rows are right, up and forward in world coordinates

    @classmethod
    def looking(
        cls,
        width: int,
        height: int,
        *,
        field_deg: float,
        position: tuple[float, float, float],
        yaw_deg: float,
        pitch_deg: float,
    ) -> "Camera":
        """Build a camera with a vertical field of view; a positive pitch looks down."""
        yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
        forward = np.array(
            [math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), -math.sin(pitch)]
        )
        right = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
        return cls(
            width=width,
            height=height,
            focal_px=height / 2 / math.tan(math.radians(field_deg) / 2),
            position=np.array(position, dtype=np.float64),
            axes=np.stack([right, np.cross(right, forward), forward]),
        )

    def project(self, points: Array) -> Array:
        """Return (N, 3): x px, y px and depth in metres along the view axis, for (N, 3) points."""
        seen = (np.asarray(points, dtype=np.float64) - self.position) @ self.axes.T
        depth = np.maximum(seen[:, 2], 0.05)
        return np.stack(
            [
                self.width / 2 + self.focal_px * seen[:, 0] / depth,
                self.height / 2 - self.focal_px * seen[:, 1] / depth,
                depth,
            ],
            axis=1,
        )

    def depth_of(self, x: float, y: float) -> float:
        """Return the depth of a point on the ground, in metres."""
        return float((np.array([x, y, 0.0]) - self.position) @ self.axes[2])

    def ground_map(self) -> GroundMap:
        """Return the ground under each pixel; rays at or over the horizon end far away."""
        across = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal_px
        down = (np.arange(self.height) + 0.5 - self.height / 2) / self.focal_px
        right, up, forward = self.axes
        ray_z = np.minimum(forward[2] - up[2] * down, -1e-3)[:, None] + right[2] * across[None, :]
        reach = -self.position[2] / ray_z
        grid_x = forward[0] + right[0] * across[None, :] - up[0] * down[:, None]
        grid_y = forward[1] + right[1] * across[None, :] - up[1] * down[:, None]
        footprint = reach / self.focal_px / np.sqrt(np.abs(ray_z) / np.hypot(1.0, down[:, None]))
        return GroundMap(
            x=(self.position[0] + grid_x * reach).astype(np.float32),
            y=(self.position[1] + grid_y * reach).astype(np.float32),
            footprint=footprint.astype(np.float32),
        )
