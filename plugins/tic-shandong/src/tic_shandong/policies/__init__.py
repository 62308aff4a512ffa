"""The provincial edition as data. This file holds no code: it is here so that an editable install finds the folder."""
