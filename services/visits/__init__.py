"""visits: every contact with a customer, every complaint with its clocks, every form filled in.

Owns contacts (visits, calls, mails, exhibitions, demos), complaint cases, obligations 应办, answers
to forms 评价表, invitations to answer one by link, and samples of contacts to inspect.
Hears events of other systems on its inbox, customers from leads, tiers and the policy from scoring.
Says `visit-logged`, `complaint-filed`, `-acknowledged`, `-resolved` and `-breached`, `form-answered`,
`survey-opened`, `survey-expired`, `inspection-drawn`, and
`obligation-opened`, `-warned`, `-met`, `-breached`, `-escalated` and `-cancelled` on `tuoke.visits.v1`.
"""
