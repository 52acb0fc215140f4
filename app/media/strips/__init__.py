"""What the timeline shows of a clip: thumbnails and motion, from coarse to fine."""
