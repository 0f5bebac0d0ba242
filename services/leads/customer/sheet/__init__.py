"""A section of the file as a form: printed, exported and imported as it is declared (S11-08)."""
