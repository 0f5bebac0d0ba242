"""visits: every contact with a customer, and every complaint with its clocks.

Owns contacts (visits, calls, mails, exhibitions, demos), complaint cases and obligations 应办.
Hears events of other systems on its inbox, customers from leads, tiers and the policy from scoring.
Says `visit-logged`, `complaint-filed`, `-acknowledged`, `-resolved` and `-breached`, and
`obligation-opened`, `-warned`, `-met`, `-breached`, `-escalated` and `-cancelled` on `tuoke.visits.v1`.
"""
