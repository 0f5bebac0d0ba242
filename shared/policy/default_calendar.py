"""Default calendar: Asia/Shanghai, China's working days."""

from shared.policy.calendar import CalendarChapter
from shared.policy.rule import OUR_DEFAULT, Text

CALENDAR = CalendarChapter(
    title=Text(zh="工作日历", en="Working calendar"),
    source=OUR_DEFAULT,
    reason=Text(
        zh="制度未规定日历；按国家公布的节假日与调休安排，未公布的年份按周一至周五计算。",
        en="The policy names no calendar; the published holidays and exchange days of China, and plain "
        "weekdays for years not yet published.",
    ),
    time_zone="Asia/Shanghai",
    holidays="china",
)
