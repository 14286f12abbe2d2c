"""Values -> lines of cells: all that the widgets show, made by pure functions."""
