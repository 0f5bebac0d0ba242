"""The forecast of sales (S2-01, S2-02): made at the turn of the month, kept, compared with what was bought.

The stream `forecast-<month>` tells when it was begun, its figures, the plans set beside them and the
comparison; the streams `page-<month>-<n>`, of the same key, hold the customers' figures, a page each. Of the
company's and the salespeople's figures the first page stands in the month's own stream, each further one in
`figures-<month>-<n>` with what came of it. So no step is larger than a page, however many customers,
salespeople and currencies there are. Each step sets the deadline
of the next in its own transaction: a run that a crash or an outage interrupts goes on where it stood, once.
"""
