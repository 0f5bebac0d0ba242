"""The stream `obligation-<id>`: something owed to a customer by a time, until it is met or cancelled."""
