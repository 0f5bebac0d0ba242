"""scoring: what the log says about every customer.

Owns: the policy book, from draft to announcement, the tier of each customer with its reasons, and
every read model that dashboards query. All but the drafts is a fold of the log and can be built again.
Hears: leads and visits; the board and the books in force also hear scoring itself. Says: tier changes
and policy books, on `tuoke.scoring.v1`, through its own outbox.
"""
