"""Duties: what a person of the company owes that is owed to no customer, such as another plan (S2-02).

The stream `duty-<subject>`, its own key, holds the duties of one subject: opened, warned of, breached,
taken up the ladder, met, each step once. What asks for a duty declares it (`plan_revision`); what time
does with it (`ahead`) it does with the policy's evaluation, too.
"""
