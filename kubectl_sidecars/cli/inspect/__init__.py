"""The three ways in which `inspect` answers: one report, a watch, or the screen."""
