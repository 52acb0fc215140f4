"""Several clips at once: the main canvas, and up to three clips beside it that are only looked at.

`wall` places them, `tile` shows one, `companion` keeps one in step with the main clip. What they
show together and why is said by `app.ui.desk.clip.cameras_desk`.
"""
