"""Where things lie and what a person chose: paths, projects, preferences.

Qt-free. Window geometry is not here: that is QSettings' business in `app.ui`.
"""
