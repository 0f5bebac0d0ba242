"""Read models from the log: each message takes effect once, in the order of its key and source.

Owns one Postgres schema a read model: its rows, the Kafka offsets that they stand at, the keys that
stand still and the messages behind them. A batch is folded in memory and stored by one statement,
which moves the offsets by compare-and-set or changes nothing (`shared/decisions/0006`).

Knows no service. A read model implements `port`; `plain_host` or `faust_host` runs it.
"""
