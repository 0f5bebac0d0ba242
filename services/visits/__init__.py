"""visits: every contact with a customer, and every complaint with its clocks.

Owns contacts (visits, calls, mails, exhibitions, demos) and complaint cases.
Hears events of other systems on its inbox, customers from leads, tiers and the policy from scoring.
Says `visit-logged`, `complaint-filed`, `complaint-acknowledged`, `complaint-resolved` and
`complaint-breached` on `tuoke.visits.v1`.
"""
