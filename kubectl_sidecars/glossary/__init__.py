"""The meaning of each word that the outputs use."""
