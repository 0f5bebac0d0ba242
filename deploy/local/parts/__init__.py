"""The real parts, PostgreSQL and Apache Kafka, and who may serve them: given, Docker, or local processes."""
