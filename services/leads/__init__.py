"""leads: the customer file, from the first trace of a lead to the signed contract.

Owns customers (capture, lifecycle, sections of the file, consents, archiving, ownership and the pool),
groups, purchases, contracts, and opportunities 商机 on their way through the stages 阶段 of the policy.
Hears events of other systems on its inbox, visits' contacts, forms and matters, and scoring's tiers.
Says `lead-captured`, `lifecycle-changed`, `section-recorded`, `purchase-recorded`, `purchase-returned`,
`contract-signed`, `consent-recorded`, `consent-withdrawn`, `content-erased`, `archiving-announced`,
`archiving-called-off`, `customer-archived`, `customer-restored`, `owner-changed`, `pool-return-warned`,
`pool-return-called-off`, `returned-to-pool`, `pool-return-appealed`, `pool-return-appeal-decided`,
`group-joined`, `group-left` and of opportunities `opportunity-opened`, `-moved`, `-evidenced`, `-won`,
`-lost`, `-reopened` and `-overdue` on `tuoke.leads.v1`.
"""
