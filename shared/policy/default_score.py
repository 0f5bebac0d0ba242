"""Default signals. The policy names the traits of a key customer (S4-02) and gives no numbers."""

from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.score import GradedSignal, MoneyRate, MoneySignal, ScoreChapter

MONEY_HALF_LIFE_DAYS = 120.0

_CONTRACT = MoneySignal(
    title=Text(zh="签订合同", en="Contract signed"),
    source="S2-14, S4-02",
    reason=Text(
        zh="愿意长期合作是重点客户的特征；合同金额随后多以购买入账，故每元分值为购买的一半。",
        en="The will to cooperate long term marks a key customer; a contract's amount mostly comes in again "
        "as purchases, so a unit earns half of a purchase's points.",
    ),
    half_life_days=180.0,
    rates={
        "CNY": MoneyRate(points_per_unit=0.05, minor_digits=2),
        "USD": MoneyRate(points_per_unit=0.35, minor_digits=2),
        "EUR": MoneyRate(points_per_unit=0.4, minor_digits=2),
        "HKD": MoneyRate(points_per_unit=0.045, minor_digits=2),
        "JPY": MoneyRate(points_per_unit=0.0025, minor_digits=0),
    },
    cap=60.0,
    ends_potential=True,
)
_PURCHASE = MoneySignal(
    title=Text(zh="购买", en="Purchase"),
    source="S4-02, S4-04",
    reason=Text(
        zh="消费能力强、利润贡献大；单笔封顶，一笔大单不成重点。120 天半衰期在公开购买数据上预测最优。",
        en="Spending power and contribution; capped, so that one big order does not make a key customer. A "
        "half-life of 120 days foretold best on public purchase data. Rates between currencies are fixed "
        "weights, not exchange rates.",
    ),
    half_life_days=MONEY_HALF_LIFE_DAYS,
    rates={
        "CNY": MoneyRate(points_per_unit=0.1, minor_digits=2),
        "USD": MoneyRate(points_per_unit=0.7, minor_digits=2),
        "EUR": MoneyRate(points_per_unit=0.8, minor_digits=2),
        "HKD": MoneyRate(points_per_unit=0.09, minor_digits=2),
        "JPY": MoneyRate(points_per_unit=0.005, minor_digits=0),
    },
    cap=60.0,
    ends_potential=True,
)
_VISIT = GradedSignal(
    title=Text(zh="拜访与联络", en="Visit or other contact"),
    source="S6-05",
    reason=Text(
        zh="有成效的接触说明关系活跃；分值低，仅靠拜访不能成为重点。",
        en="A contact with effect shows a living relation; few points, so that visits alone make no key "
        "customer.",
    ),
    half_life_days=60.0,
    points={"effective": 2.0, "ineffective": 0.5},
)
_COMPLAINT = GradedSignal(
    title=Text(zh="投诉", en="Complaint"),
    source="S2-14, S4-07",
    reason=Text(
        zh="投诉说明满意度与忠诚度下降；淡忘比购买快，影响不长留。",
        en="A complaint shows satisfaction and loyalty in decline; it fades faster than purchases do.",
    ),
    half_life_days=90.0,
    points={"ordinary": -5.0, "serious": -15.0, "safety_or_legal": -30.0},
)

SCORE = ScoreChapter(
    title=Text(zh="客户评分", en="Customer score"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="制度只描述特征，不给数值；分值随时间减半，使评分反映近期价值，且可由事件逐条解释。",
        en="The policy describes traits without numbers; points halve with time, so that the score tells "
        "recent value and can be explained event by event.",
    ),
    complaint=_COMPLAINT,
    contract=_CONTRACT,
    purchase=_PURCHASE,
    visit=_VISIT,
)
