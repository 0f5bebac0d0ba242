"""Postgres as every service uses it: a bounded pool, named queries, migrations in plain SQL.

Knows no table but its own `schema_migrations`. No SQL is put together from strings.
"""
