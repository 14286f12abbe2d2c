"""The console: messages in, one frozen value shown."""
