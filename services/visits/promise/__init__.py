"""The stream `promise-<id>`: what somebody of us told a customer 承诺, until it is kept or withdrawn (S9-08).

An obligation is owed by whoever has the customer and goes with the customer to the next owner; a promise
stays with the person who gave it, waits while its discount needs an approval, and counts in their kept rate.
"""
