"""One module a screen: each composes its widgets and shows one frozen value."""
