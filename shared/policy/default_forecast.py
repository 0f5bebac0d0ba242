"""Default forecast (S2-01, S2-02: forecast, compare, adjust in time)."""

from shared.policy.forecast import COMPARE_AFTER, HALF_LIFE_DAYS, ForecastChapter
from shared.policy.rule import Text
from shared.policy.working_time import WorkingDuration

FORECAST = ForecastChapter(
    title=Text(zh="销售预测", en="Sales forecast"),
    source="S2-01, S2-02",
    reason=Text(
        zh="制度要求预测并及时调整计划，未规定界限；按月预测，偏差超过百分之十五即非偶然。"
        "半衰期六十天在公开购买数据上优于上月销售额与三个月均值；期末三个工作日后比对，迟报的购买也计入。"
        "何人调整、提前一天提醒、逾期报公司领导，均为我们的默认值。",
        en="The policy asks to forecast and to adjust in time, and gives no limit; by the month, where more "
        "than 15 % is no accident. Halving past purchases every 60 days beat last month's sales and the mean "
        "of three months on public purchase data; three working days let late purchases be told. "
        "Who revises, the warning a day ahead and the management told when late are our defaults.",
    ),
    every_months=1,
    deviation=15.0,
    revise_within=WorkingDuration(days=5),
    half_life_days=HALF_LIFE_DAYS,
    compare_after=COMPARE_AFTER,
    company_by="manager",
    salesperson_by="supervisor",
    warn_before=(24,),
    escalation="management",
)
