"""Who is in the story: twenty made-up companies, and how far each of them comes."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ordinary", "serious", "safety_or_legal"]

ORDERED_BEFORE = (125, 95, 64, 34, 8)
"""Days before the end on which those who buy do so: once a month."""

SALESPEOPLE = ("周晓岚", "陈志远", "林思齐", "何建平")
SOURCES = ("industry_event", "web_search", "referral", "promotion", "inbound_form")
_NAMES = (
    *("杭州云帆科技", "苏州锦程机械", "宁波海誉贸易", "无锡明泽电子", "合肥瑞丰食品"),
    *("南京博雅教育", "成都蜀源物流", "武汉江城医疗", "长沙星沙新材", "西安秦川仪器"),
    *("青岛蓝湾水产", "厦门鹭岛旅游", "佛山顺和陶瓷", "东莞恒通电源", "重庆山城摩配"),
    *("天津滨海化工", "郑州中原纺织", "昆明春晖花卉", "大连北港船舶", "福州榕城软件"),
)


@dataclass(frozen=True, slots=True)
class Company:
    """One company: whose it is, how often it is visited, whether it says what it needs, complains, buys.

    `orders` are so many days before the end, of so many yuan each. `group` is the company it belongs to.
    `colleague` helps now and then.
    """

    number: int
    name: str
    source: str
    salesperson: str
    colleague: str
    visits: int
    needs: bool
    complaint: Severity | None
    contract_yuan: int | None
    orders: tuple[tuple[int, int], ...] = ()
    group: int | None = None

    @property
    def group_ref(self) -> str | None:
        """What the story calls the group."""
        return None if self.group is None else f"company-{self.group:02}"

    @property
    def score(self) -> int:
        """How satisfied who bought says to be, from 1 to 5."""
        return 3 + self.number % 3

    @property
    def ref(self) -> str:
        """What the story calls it, and so its customer id."""
        return f"company-{self.number:02}"


def companies() -> list[Company]:
    """All of them, the same ones every time."""
    complaints: dict[int, Severity] = {3: "ordinary", 7: "serious", 11: "safety_or_legal", 15: "ordinary"}
    return [
        Company(
            number=number,
            name=name,
            source=SOURCES[number % len(SOURCES)],
            salesperson=SALESPEOPLE[number % len(SALESPEOPLE)],
            colleague=SALESPEOPLE[(number + 1) % len(SALESPEOPLE)],
            visits=3 + number * 5 % 8,
            needs=number % 4 != 0,
            complaint=complaints.get(number),
            contract_yuan=20_000 * number if number % 4 == 1 else None,
            orders=_orders(number),
            group={2: 1, 5: 1, 6: 5}.get(number),
        )
        for number, name in enumerate(_NAMES, 1)
    ]


def _orders(number: int) -> tuple[tuple[int, int], ...]:
    """Who signs has bought before, each month a little more; others bought twice, or never."""
    times = (0, len(ORDERED_BEFORE), 2, 0)[number % 4]
    return tuple((before, 1_500 * number + 10 * (130 - before)) for before in ORDERED_BEFORE[-times:][:times])
