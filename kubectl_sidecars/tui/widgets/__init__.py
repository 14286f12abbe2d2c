"""What the screens are made of: lists that cost what is visible."""
