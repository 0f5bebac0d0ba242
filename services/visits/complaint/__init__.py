"""The stream `case-<id>`: a complaint and its two clocks, to its visible outcome (S4-07)."""
