"""The stream `opportunity-<id>`: a customer's way through the stages 阶段 of a pipeline (S7-01 … S7-10).

It moves forward when all is at hand that the stages on its way ask by the book in force: what lets it leave
each stage, and what lets it enter the next. Whoever passes stages over has what each of them asks. It goes
back with a reason, and nothing is asked then. It is won by leaving the last stage, lost at any time with a
reason, and goes on where it ended when it is reopened. Where a later book has no such stage any more, it
counts as standing in the last of its stages before that is still there, and nothing is asked of the gone one;
where the pipeline itself is gone, it can only be lost.
"""
