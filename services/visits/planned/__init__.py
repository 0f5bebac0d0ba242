"""The stream `planned-<id>`: a contact that is planned, until it begins, is missed or called off."""
