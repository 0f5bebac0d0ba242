"""The story's opportunities: every company may buy, is worth a screening, and some are lost to others."""

from deploy.local.demo.api import Api
from deploy.local.demo.cast import Company
from deploy.local.demo.story import SOURCE
from deploy.local.demo.told import Told

LOST_EVERY = 5


async def follow(api: Api, company: Company, told: Told) -> None:
    """The company's opportunity left its first stage: leads has heard all that it asks (S7-02)."""
    body = {
        "customer": {"source": SOURCE, "ref": company.ref},
        "external_ref": {"source": SOURCE, "ref": company.ref},
        "pipeline": "development",
        "title": f"{company.name}年度采购",
    }
    opened, new = await api.post("leads", "/v1/opportunities", body, once=f"demo-{company.ref}-opportunity")
    path, name = f"/v1/opportunities/{opened['opportunity_id']}", f"demo-{company.ref}-opportunity"
    told.add("leads", "opportunity-opened", opened["opportunity_id"], new=new)
    await api.post("leads", f"{path}/stage", {"to": "screening"}, once=f"{name}-screening")
    told.add("leads", "opportunity-moved", opened["opportunity_id"], new=False)
    if company.number % LOST_EVERY == 0:
        await api.post("leads", f"{path}/loss", {"reason": "对手价低一成且现货"}, once=f"{name}-lost")
        told.add("leads", "opportunity-lost", opened["opportunity_id"], new=False)
