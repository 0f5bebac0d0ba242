"""The story: companies are found, visited, understood; some complain and are heard, some buy and sign."""

from datetime import date, timedelta
from typing import Any

from deploy.local.demo.anchor import noon
from deploy.local.demo.api import Api
from deploy.local.demo.cast import Company
from deploy.local.demo.talks import PREPARED, TALKS
from deploy.local.demo.told import Told

SOURCE = "demo"
PURPOSES = (["learn_needs"], ["promote", "learn_needs"], ["solve_problem"], ["advance_sale", "promote"])
CHANNELS = ("visit", "phone", "demo", "email")
DAYS_BETWEEN_VISITS = 4
HELPED_EVERY = 3
"""Each third visit a colleague goes, or takes the call (S3-19)."""

GIVEN_UP_EVERY = 8
"""Each eighth company says that it needs nothing, and is given back to the pool 公海 (S6-08)."""

PROMISED_EVERY, OFF_PERCENT, DUE_DAYS = 3, 12, 30
"""Each third company is promised so much off its next order, within so many days (S9-08)."""


def captured_before(company: Company) -> int:
    """Return how many days before the demo's last day the company was found: before all else."""
    return max(company.visits * DAYS_BETWEEN_VISITS, *(before for before, _ in company.orders), 0) + 10


class Story:
    """One telling of it. Every write has a name for ever, so a second telling changes nothing."""

    def __init__(self, api: Api, last_day: date) -> None:
        self._api, self._last_day = api, last_day
        self.told = Told()

    async def tell(self, company: Company) -> None:
        """Everything that happens with one company has been accepted."""
        customer = await self._captured(company)
        if company.group_ref is not None:
            await self._joined(company, customer, company.group_ref)
        met = [await self._visited(company, customer, number) for number in range(company.visits)]
        if company.number % PROMISED_EVERY == 0:
            await self._promised(company, customer, met[-1])
            await self._planned(company, customer)
        if company.needs:
            await self._understood(company, customer)
        if company.number % GIVEN_UP_EVERY == 0:
            await self._released(company, customer)
        if company.complaint is not None:
            await self._complained(company, customer)
        for before, yuan in company.orders:
            await self._ordered(company, customer, before, yuan)
        if company.orders:
            await self._answered(company, customer)
        if company.contract_yuan is not None:
            await self._signed(company, customer, company.contract_yuan)

    async def _captured(self, company: Company) -> str:
        body = {
            "customer": {"source": SOURCE, "ref": company.ref},
            "kind": "company",
            "name": company.name,
            "source": company.source,
            "owner": company.salesperson,
            "captured_at": self._day(captured_before(company)),
        }
        answer = await self._write("leads", "/v1/customers", body, f"{company.ref}-captured")
        self.told.add("leads", "lead-captured", answer["customer_id"], new=answer["new"])
        return str(answer["customer_id"])

    async def _joined(self, company: Company, customer: str, group: str) -> None:
        body = {"group": {"source": SOURCE, "ref": group}}
        answer = await self._write("leads", f"/v1/customers/{customer}/group", body, f"{company.ref}-group")
        self.told.add("leads", "group-joined", customer, new=answer["new"])

    async def _visited(self, company: Company, customer: str, number: int) -> str:
        """Somebody met them; returns who that contact is."""
        body = {
            "customer": {"id": customer},
            "channel": CHANNELS[number % len(CHANNELS)],
            "purposes": PURPOSES[number % len(PURPOSES)],
            "summary": f"第 {number + 1} 次拜访{company.name}",
            "effective": (company.number + number) % 5 != 0,
            "salesperson": company.salesperson if (number + 1) % HELPED_EVERY else company.colleague,
            "happened_at": self._day((company.visits - number) * DAYS_BETWEEN_VISITS),
            **TALKS[number % len(TALKS)],
        }
        answer = await self._write("visits", "/v1/visits", body, f"{company.ref}-visit-{number}")
        self.told.add("visits", "visit-logged", answer["contact_id"], new=answer["new"])
        return str(answer["contact_id"])

    async def _promised(self, company: Company, customer: str, contact: str) -> None:
        """They are promised a discount that is approved; who ordered was given it at the last contact."""
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": company.ref},
            "promisor": company.salesperson,
            "text": "下一单优惠",
            "discount_percent": OFF_PERCENT,
            "due_at": self._day(-DUE_DAYS),
        }
        name = f"{company.ref}-promise"
        answer = await self._write("visits", "/v1/promises", body, name)
        self.told.add("visits", "promise-recorded", answer["promise_id"], new=answer["new"])
        path = f"/v1/promises/{answer['promise_id']}"
        await self._write("visits", f"{path}/approval", {}, f"{name}-approved")
        self.told.add("visits", "promise-approved", answer["promise_id"], new=False)
        if company.orders:
            await self._write("visits", f"{path}/fulfilment", {"proof": f"contact-{contact}"}, f"{name}-kept")
            self.told.add("visits", "promise-kept", answer["promise_id"], new=False)

    async def _planned(self, company: Company, customer: str) -> None:
        """The next visit is planned, and prepared with all that the policy asks for (S9-04, S11-15)."""
        body = {
            "customer": {"id": customer},
            "salesperson": company.salesperson,
            "starts_at": self._day(-DUE_DAYS),
        }
        name = f"{company.ref}-planned"
        answer = await self._write("visits", "/v1/planned-contacts", body, name)
        self.told.add("visits", "contact-planned", answer["planned_id"], new=answer["new"])
        path = f"/v1/planned-contacts/{answer['planned_id']}/preparation"
        await self._write("visits", path, PREPARED, f"{name}-prepared")
        self.told.add("visits", "contact-prepared", answer["planned_id"], new=False)

    async def _understood(self, company: Company, customer: str) -> None:
        """Needs are recorded, and prove the step to intending (S5-03)."""
        needs = {"needs": ["缩短交付周期"], "problems": ["现有供应商响应慢"], "intention": "likely"}
        path = f"/v1/customers/{customer}"
        body = {"content": needs, "as_of": self._day(6)}
        answer = await self._write("leads", f"{path}/sections/needs", body, f"{company.ref}-needs")
        self.told.add("leads", "section-recorded", customer, new=answer["new"])
        found, version = await self._api.version("leads", path)
        if found["lifecycle"] == "potential":
            step = {"after": "intending", "evidence": {"kind": "need", "text": "已记录需求"}}
            await self._write("leads", f"{path}/lifecycle", step, f"{company.ref}-intending", version)
        self.told.add("leads", "lifecycle-changed", customer, new=False)

    async def _released(self, company: Company, customer: str) -> None:
        path, why = f"/v1/customers/{customer}/release", {"reason": "暂无需求"}
        answer = await self._write("leads", path, why, f"{company.ref}-released")
        self.told.add("leads", "owner-changed", customer, new=answer["new"])

    async def _complained(self, company: Company, customer: str) -> None:
        """A complaint is filed; all but the gravest are taken up and resolved, so one clock keeps running."""
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": company.ref},
            "severity": company.complaint,
            "summary": "到货延迟，要求说明原因",
        }
        answer = await self._write("visits", "/v1/complaints", body, f"{company.ref}-complaint")
        self.told.add("visits", "complaint-filed", answer["complaint_id"], new=answer["new"])
        if company.complaint == "safety_or_legal":
            return
        path = f"/v1/complaints/{answer['complaint_id']}"
        found, version = await self._api.version("visits", path)
        if found["acknowledged_at"] is None:
            await self._write("visits", f"{path}/acknowledgement", {}, f"{company.ref}-acknowledged", version)
        found, version = await self._api.version("visits", path)
        if found["resolved_at"] is None:
            end = {"outcome": "已补发并致歉", "measure": "调整发货排程"}
            await self._write("visits", f"{path}/resolution", end, f"{company.ref}-resolved", version)
        for type_ in ("complaint-acknowledged", "complaint-resolved"):
            self.told.add("visits", type_, answer["complaint_id"], new=False)
        await self._improved(company, customer, answer["complaint_id"])

    async def _improved(self, company: Company, customer: str, complaint: str) -> None:
        """A measure comes of it, is carried out and names what it changed (S3-18, S3-19)."""
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": f"{company.ref}-measure"},
            "kind": "measure",
            "category": "service_process",
            "summary": "调整发货排程，避免延迟",
            "because_of": f"case-{complaint}",
        }
        answer = await self._write("visits", "/v1/matters", body, f"{company.ref}-measure")
        self.told.add("visits", "matter-opened", answer["matter_id"], new=answer["new"])
        path, name = f"/v1/matters/{answer['matter_id']}", f"{company.ref}-measure"
        for step, text in (("plan", "排程提前一天锁定"), ("carried_out", "已按新排程发货两周")):
            await self._write("visits", f"{path}/steps", {"step": step, "text": text}, f"{name}-{step}")
            self.told.add("visits", "matter-step-taken", answer["matter_id"], new=False)
        end = {"outcome": "两周内无延迟", "change": "发货排程提前一天锁定"}
        await self._write("visits", f"{path}/closing", end, f"{name}-closed")
        self.told.add("visits", "matter-closed", answer["matter_id"], new=False)

    async def _ordered(self, company: Company, customer: str, before: int, yuan: int) -> None:
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": f"{company.ref}-{before}"},
            "amount_minor": yuan * 100,
            "currency": "CNY",
            "purchased_at": self._day(before),
        }
        answer = await self._write("leads", "/v1/purchases", body, f"{company.ref}-order-{before}")
        self.told.add("leads", "purchase-recorded", answer["purchase_id"], new=answer["new"])

    async def _answered(self, company: Company, customer: str) -> None:
        """Who bought says how satisfied they are (S3-16)."""
        scores = dict.fromkeys(("product", "service", "after_sales"), company.score)
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": f"{company.ref}-satisfaction"},
            "form": "satisfaction",
            "items": scores,
            "mode": "phone",
            "answered_by": company.salesperson,
            "answered_at": self._day(3),
        }
        answer = await self._write("visits", "/v1/form-answers", body, f"{company.ref}-satisfaction")
        self.told.add("visits", "form-answered", answer["answer_id"], new=answer["new"])

    async def _signed(self, company: Company, customer: str, yuan: int) -> None:
        body = {
            "customer": {"id": customer},
            "external_ref": {"source": SOURCE, "ref": company.ref},
            "title": f"{company.name}年度供货合同",
            "amount_minor": yuan * 100,
            "currency": "CNY",
            "our_duties": ["按期交付", "两小时内响应"],
            "their_duties": ["月结三十天"],
            "our_rights": ["逾期付款可暂停发货"],
            "their_rights": ["不合格品可退换"],
            "signed_at": self._day(1),
            "starts_on": self._last_day.isoformat(),
            "signed_by": company.salesperson,
        }
        answer = await self._write("leads", "/v1/contracts", body, f"{company.ref}-contract")
        self.told.add("leads", "contract-signed", answer["contract_id"], new=answer["new"])

    async def _write(
        self, service: str, path: str, body: dict[str, Any], once: str, version: str | None = None
    ) -> dict[str, Any]:
        answer, new = await self._api.post(service, path, body, once=f"demo-{once}", if_match=version)
        return {**answer, "new": new}

    def _day(self, before: int) -> str:
        """Noon so many days before the demo's last day."""
        return noon(self._last_day - timedelta(days=before)).isoformat()
