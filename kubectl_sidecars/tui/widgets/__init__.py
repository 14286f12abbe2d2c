"""The widgets: lists of lines, the prompt, tabs and footer."""
