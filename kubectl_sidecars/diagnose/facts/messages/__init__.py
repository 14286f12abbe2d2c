"""Messages of machines in plain sentences: one table, by who writes them."""
