"""The use cases: open a project, import a clip, annotate it, export it. Qt-free.

`Project` is what a person works in, `ClipSession` one open clip in it. Everything on `Project` may
block and belongs on a worker; `ClipSession.apply` is made for the thread that the person's hand is
on.
"""
