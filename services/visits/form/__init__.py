"""The stream `answer-<id>`: one form 评价表 of the policy, filled in at a time about a customer.

One mechanism for every form: what it asks, weighs and warns of is read from the policy book that held
when it was filled in, so a new form is a change of the policy and nothing here.
"""
