"""Mechanisms without a business word: store, outbox, projections, deadlines, HTTP.

Owns no data of its own. Imports `shared.contracts.envelope` and drivers, never a service, a
policy or a contract of one service; `tests/house` holds that.
"""
