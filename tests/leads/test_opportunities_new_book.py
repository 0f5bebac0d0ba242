"""An opportunity under a book that takes its stage out of the pipeline."""

from datetime import datetime

from services.leads.opportunity.read_models.opportunities import OpportunitiesModel
from shared.kit.ground import consumption
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.verify import verify
from shared.policy import default_book
from tests.leads.selling import DAY, NOW, selling
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.whole_service import problem


async def test_under_another_book_an_opportunity_keeps_to_the_stages_that_exist(
    leads_database: str, kafka: str
) -> None:
    async with selling(leads_database, kafka) as sales:
        deal = await sales.customer()
        await deal.at_needs()
        chapter = default_book().pipelines.model_dump(mode="json")
        stages = chapter["pipelines"]["development"]["stages"]
        del stages["needs"]
        stages["contact"]["expected_days"] = 3
        await sales.speak.fact("scoring", announced("shorter", NOW - DAY, pipelines=chapter), 1)

        async def in_force() -> bool:
            return bool((await deal.shown())["policy_version"] == "shorter")

        await eventually(in_force)
        shown = await deal.shown()
        assert (shown["stage"], shown["standard"], shown["entered_under"]) == ("needs", None, "default-1")
        assert (shown["next"]["stage"], shown["next"]["asked"], shown["next"]["ready"]) == (
            "solution",
            [],
            True,
        )
        problem(await deal.move("needs"), 409, "stage_unknown")
        problem(await deal.move("contact"), 409, "reason_missing")
        back = await deal.moved("contact", reason="需求分析并入接触")
        assert (back["stage"], back["history"][-1]["data"]["policy_version"]) == ("contact", "shorter")
        assert datetime.fromisoformat(back["expected_by"]) == deal.now + 3 * DAY
        assert (await deal.moved())["stage"] == "solution"

        model = OpportunitiesModel()
        async with opened_pool(sales.settings.database_url, application_name="verify") as pool:
            assert (await verify(pool, model, consumption(sales.settings, model))).equal
