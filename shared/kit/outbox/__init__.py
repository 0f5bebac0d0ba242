"""The outbox: finished messages leave the database for Kafka, in order, at least once.

Owns the `outbox` table's reading end and `outbox_quarantine`. The append writes the rows; the relay
sends them and deletes what the broker acknowledged. Knows no type and no consumer.
"""
