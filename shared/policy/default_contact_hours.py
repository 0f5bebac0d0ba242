"""Default preparation and hours of visits (S11-15, S11-17); the seed names no hour of a working day."""

from collections.abc import Mapping

from shared.policy.contacts import Preparation, VisitingHours
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

PREPARATION = Preparation(
    title=Text(zh="拜访前的准备", en="Preparation of a visit"),
    source="S9-04, S11-15",
    reason=Text(
        zh="资料齐备，并制订详细的沟通内容大纲，防止因准备不足出现慌乱；要点数与时限为我们的默认值。",
        en="Materials are at hand and the talk has a detailed outline, so that nobody is at a loss; how many "
        "points, and when a visit counts as missed, are our defaults.",
    ),
    channels=("visit",),
    outline_points=3,
    missed_after=WorkingDuration(hours=4),
    own_busy="refused",
)

HOURS: Mapping[str, VisitingHours] = {
    "weekend": VisitingHours(
        title=Text(zh="双休日", en="weekends"),
        source="S11-17",
        reason=Text(zh="双休日宜拜访。", en="Weekends are good for visits."),
        days="free",
        from_hour=8,
        to_hour=21,
        fit="preferred",
    ),
    "morning": VisitingHours(
        title=Text(zh="早上", en="early"),
        source="S11-17",
        reason=Text(zh="闲暇时间，比如早上。", en="Idle hours, such as early ones."),
        days="working",
        from_hour=7,
        to_hour=9,
        fit="preferred",
    ),
    "evening": VisitingHours(
        title=Text(zh="晚上", en="late"),
        source="S11-17",
        reason=Text(zh="闲暇时间，比如晚上。", en="Idle hours, such as late ones."),
        days="working",
        from_hour=18,
        to_hour=21,
        fit="preferred",
    ),
    "morning_rush": VisitingHours(
        title=Text(zh="上午繁忙时段", en="the busy morning"),
        source=OUR_DEFAULT,
        reason=Text(
            zh="繁忙时间拜访是最大的失误；客户档案未写明时按此提醒。",
            en="A visit at busy hours is the worst mistake; without the customer's own hours these warn.",
        ),
        days="working",
        from_hour=10,
        to_hour=12,
        fit="busy",
    ),
}
