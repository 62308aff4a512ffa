"""Published measures as data: one folder for each edition.

This file holds no code. It is here because an editable install loses a package that has no module at all.
"""
