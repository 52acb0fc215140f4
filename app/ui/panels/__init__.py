"""The panels at the window's right: the objects of a frame, the inspector, the label picker."""
