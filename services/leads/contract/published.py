"""What the world hears of a contract."""

from services.leads.contract.events import ContractSigned
from shared.contracts import leads


def publish(event: ContractSigned) -> leads.ContractSigned:
    """Return the contract that tells this fact."""
    return leads.ContractSigned(
        customer_id=event.customer_id,
        contract_id=event.contract_id,
        title=event.title,
        amount_minor=event.amount_minor,
        currency=event.currency,
        our_duties=event.our_duties,
        their_duties=event.their_duties,
        our_rights=event.our_rights,
        their_rights=event.their_rights,
        signed_at=event.occurred_at,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        signed_by=event.signed_by,
    )
