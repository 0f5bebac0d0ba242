"""Kafka at the edge: records, topics, the producer, and the numbers that all of them share.

Owns the wire form of a message and the broker-facing settings. Knows no service and no fold.
"""
