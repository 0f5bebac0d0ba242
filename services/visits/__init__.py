"""visits: every contact with a customer, every complaint with its clocks, every form filled in.

Owns contacts (visits, calls, mails, exhibitions, demos) and those that are planned, complaints, matters
事项, obligations 应办, promises 承诺, answers to forms 评价表, invitations to answer one by link, and
samples of contacts to inspect.
Hears events of other systems on its inbox, customers from leads, tiers and the policy from scoring.
Says `visit-logged`, `contact-planned`, `-prepared`, `-begun`, `-missed` and `-called-off`,
`complaint-filed`, `-acknowledged`, `-resolved`, `-breached`, `-escalated` and `-reopened`,
`form-answered`, `survey-opened`, `survey-expired`, `inspection-drawn`, and
`obligation-opened`, `-warned`, `-met`, `-breached`, `-escalated`, `-cancelled` and `-handed-over`,
`matter-opened`, `-step-taken`, `-paused`, `-resumed`, `-breached`, `-linked`, `-closed` and `-reopened`, and
`promise-recorded`, `-approved`, `-kept`, `-breached` and `-withdrawn` on `tuoke.visits.v1`.
"""
