"""What a client is told about a time that cannot be; a service that refuses such times registers these."""

from shared.kit.http.registry import Problem

TIME_PROBLEMS = (
    Problem("time_in_future", 409, "所报时间尚未到来", "The reported time has not come yet"),
    Problem(
        "time_too_ancient", 409, "所报时间早于任何可能的记录", "The reported time is before any record can be"
    ),
    Problem("time_too_distant", 409, "所定时间过于遥远", "The time is too far ahead"),
)
