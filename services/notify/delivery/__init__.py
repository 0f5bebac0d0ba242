"""Deliveries: one per endpoint and matching event, for ever; what answers mean, the log of attempts."""
