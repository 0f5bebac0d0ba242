"""What is read of planned contacts: the list, by when each starts."""
