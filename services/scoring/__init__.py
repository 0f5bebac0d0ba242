"""scoring: what the log says about every customer.

Owns: the policy book in force, the tier of each customer with its reasons, and every read model
that dashboards query. All of it is a fold of the log and can be built again from it.
Hears: leads and visits; the board also hears scoring itself. Says: tier changes, on
`tuoke.scoring.v1`, through its own outbox.
"""
