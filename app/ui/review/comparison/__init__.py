"""The open clip beside another annotation: dashed boxes, and a walk through what differs."""
