"""Lines of cells made from the report: pure functions of what is shown, the time and the width."""
