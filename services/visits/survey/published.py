"""What the world hears of an invitation: that it was opened, answered or left unanswered, never its link."""

from typing import assert_never

from services.visits.form import published as form_published
from services.visits.form.events import FormAnswered
from services.visits.survey.events import SurveyEvent, SurveyExpired, SurveyOpened
from shared.contracts import visits


def publish(event: SurveyEvent) -> visits.SurveyOpened | visits.SurveyExpired | visits.FormAnswered:
    """Return the contract that tells this fact."""
    match event:
        case SurveyOpened():
            return visits.SurveyOpened(
                customer_id=event.customer_id,
                survey_id=event.survey_id,
                form=event.form,
                title=visits.InWords(zh=event.title.zh, en=event.title.en),
                policy_version=event.policy_version,
                opened_by=event.opened_by,
                opened_at=event.occurred_at,
                expires_at=event.expires_at,
            )
        case SurveyExpired():
            return visits.SurveyExpired(
                customer_id=event.customer_id,
                survey_id=event.survey_id,
                form=event.form,
                expired_at=event.occurred_at,
                noticed_at=event.noticed_at,
            )
        case FormAnswered():
            return form_published.publish(event)
        case _:
            assert_never(event)
