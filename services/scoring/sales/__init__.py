"""The read model `sales`: who bought what and when, by whose work, what was forecast of it and promised.

Where the board keeps what a customer is, this keeps single facts, so that any month can be summed up and
each figure of a report leads to the events behind it. Leads, visits and scoring each write rows of their
own, so it does not matter how their facts interleave. What belongs to a salesperson belongs to the owner
whom the customer's file named when leads told the fact.
"""
