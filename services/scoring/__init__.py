"""scoring: what the log says about every customer.

Owns: the policy book, from draft to announcement, conduct under it, the tier of each customer with its
reasons, the sales forecasts, the duties that people of the company owe, and every read model that dashboards
query. All but the drafts, conduct, the overrides, the forecasts, the plans beside them and the duties is a
fold of the log and can be built again. Hears: leads and visits; the tiers, the board, sales and the books in
force also hear scoring itself. Says: tier changes, overrides, policy books, violations and sanctions,
forecasts and duties, on `tuoke.scoring.v1`, through its own outbox.
"""
