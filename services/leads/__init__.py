"""leads: the customer file, from the first trace of a lead to the signed contract.

Owns customers (capture, lifecycle, sections of the file), purchases and contracts.
Hears events of other systems on its inbox, and scoring's tiers.
Says `lead-captured`, `lifecycle-changed`, `section-recorded`, `purchase-recorded` and
`contract-signed` on `tuoke.leads.v1`.
"""
