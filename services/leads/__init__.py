"""leads: the customer file, from the first trace of a lead to the signed contract.

Owns customers (capture, lifecycle, sections of the file, consents, archiving, ownership and the pool),
groups, purchases, contracts, opportunities 商机 on their way through the stages 阶段 of the policy, and plans
计划 with their goals and time nodes.
Hears events of other systems on its inbox, visits' contacts, forms and matters, and scoring's tiers.
Says `lead-captured`, `lifecycle-changed`, `section-recorded`, `purchase-recorded`, `purchase-returned`,
`contract-signed`, `consent-recorded`, `consent-withdrawn`, `content-erased`, `archiving-announced`,
`archiving-called-off`, `customer-archived`, `customer-restored`, `owner-changed`, `pool-return-warned`,
`pool-return-called-off`, `returned-to-pool`, `pool-return-appealed`, `pool-return-appeal-decided`,
`group-joined`, `group-left`, of opportunities `opportunity-opened`, `-moved`, `-evidenced`, `-won`, `-lost`,
`-reopened` and `-overdue`, and of plans `plan-submitted`, `-approved`, `-returned`, `-node-warned`,
`-node-overdue`, `-node-reached`, `-goal-measured`, `-review-due`, `-reviewed` and `-ended` on
`tuoke.leads.v1`.
"""
