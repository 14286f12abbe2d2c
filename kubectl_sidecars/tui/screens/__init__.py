"""The screens and dialogs, a module each."""
