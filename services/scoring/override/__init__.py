"""The override of a tier (人工调整等级): a class that a person sets, with a reason and until a date.

It is a fact like any other: the tier fold hears it from scoring's own topic, shows it while it holds,
and goes on computing the class beneath it.
"""
