"""The stream `matter-<id>`: something raised 事项, by a kind of the policy, to its visible outcome (S3-14).

One mechanism for every kind but complaints: categories, clock, steps and who may are read from the policy
book when it is opened and kept with it, so a new kind is a change of the policy and nothing here.
"""
