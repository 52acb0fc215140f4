"""The command line: the same use cases as in the window, without one and without Qt.

Results go to standard output, all else to standard error. A failure is one line there and an exit
code (`exit_codes`); nobody sees a traceback, and no key is ever printed but one that was just made
on request.
"""
