"""Words, commands and field paths that findings are told with."""
