"""What the world hears of an answered form."""

from services.visits.form.events import FormAnswered, Words
from shared.contracts import visits


def publish(event: FormAnswered) -> visits.FormAnswered:
    """Return the contract that tells this fact."""
    return visits.FormAnswered.model_validate(
        {
            "customer_id": event.customer_id,
            "answer_id": event.answer_id,
            "form": event.form,
            "title": _words(event.title),
            "audience": event.audience,
            "policy_version": event.policy_version,
            "mode": event.mode,
            "items": event.items,
            "total": event.total,
            "flags": [
                {"item": flag.item, "value": flag.value, "sign": _words(flag.sign)} for flag in event.flags
            ],
            "low_score": event.low_score,
            "note": event.note,
            "about": event.about,
            "survey_id": event.survey_id,
            "answered_by": event.answered_by,
            "recorded_by": event.recorded_by,
            "answered_at": event.occurred_at,
        }
    )


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
