"""Report -> text: table, wide, sentences, JSON, YAML."""
