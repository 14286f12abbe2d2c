"""From evidence to one role with its confidence."""
