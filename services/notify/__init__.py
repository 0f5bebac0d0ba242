"""notify: subscribers' endpoints, and one signed delivery per endpoint and matching event.

Owns: endpoints, their secrets and their audit trail; the ledger of deliveries and every attempt.
Hears: everything that leads, visits and scoring say; a type it does not know is forwarded like the rest.
Says: `tuoke.notify.endpoint-disabled`.
"""
