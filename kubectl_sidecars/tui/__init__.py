"""The live screen: messages come in, and one frozen state is shown."""
