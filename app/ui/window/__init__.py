"""The window itself: its pages, bars, menus and docks."""
