"""What mutual aid keeps of a person."""
