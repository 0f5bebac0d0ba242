"""Default sanctions (S6-13: warning, demotion, dismissal; the policy gives no conditions)."""

from shared.policy.rule import Text
from shared.policy.sanctions import Sanction, SanctionChapter

SANCTIONS = SanctionChapter(
    title=Text(zh="惩罚措施", en="Sanctions"),
    source="S6-13, S6-14",
    reason=Text(
        zh="制度列明警告、降级、解聘，未规定条件；由轻到重，每项须有证据。",
        en="The policy names warning, demotion and dismissal without conditions; from mild to severe, each "
        "with evidence.",
    ),
    measures={
        "warning": Sanction(
            title=Text(zh="警告", en="warning"),
            source="S6-13",
            reason=Text(zh="一次有据可查的违规即可警告。", en="One violation on record is enough."),
            evidence=1,
            approver="supervisor",
            after=None,
            within_days=None,
        ),
        "demotion": Sanction(
            title=Text(zh="降级", en="demotion"),
            source="S6-13",
            reason=Text(zh="一年内受过警告而再犯。", en="Again, within a year of a warning."),
            evidence=2,
            approver="manager",
            after="warning",
            within_days=365,
        ),
        "dismissal": Sanction(
            title=Text(zh="解聘", en="dismissal"),
            source="S6-13",
            reason=Text(
                zh="降级之后仍不改正，由公司领导决定。", en="Again after a demotion; the management decides."
            ),
            evidence=3,
            approver="manager",
            after="demotion",
            within_days=730,
        ),
    },
)
