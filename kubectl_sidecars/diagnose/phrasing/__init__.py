"""Words, commands and field paths in the sentences of findings."""
