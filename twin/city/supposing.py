"""What is supposed: the steps of a what-if, each on the city as those before have left it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from twin.city.asking import hold_inputs
from twin.city.changed import ChangedCity
from twin.errors import NotFoundError
from twin.reporting import City, Step
from twin.reporting.whatif import Changes, Scenario
from twin.scenarios import scenarios
from twin.vocabulary import Frozen, Text


@dataclass(frozen=True)
class Supposed:
    """A step that was applied: its scenario, in a phrase what it supposes, and what was assumed on the way."""

    scenario: Scenario
    said: Text
    notes: tuple[Text, ...]


def find_scenario(scenario_id: str) -> Scenario:
    """Return a scenario. Raises NotFoundError with the names of those that there are."""
    found = scenarios().get(scenario_id)
    if found is None:
        listed = ", ".join(scenarios())
        raise NotFoundError(
            vi=f"Không có kịch bản «{scenario_id[:60]}» (có: {listed}).",
            en=f"There is no scenario “{scenario_id[:60]}” (there are: {listed}).",
        )
    return found


def read_step(step: Step) -> tuple[Scenario, Frozen]:
    """Return a step's scenario, and its inputs held to the scenario's declaration.

    Raises NotFoundError and BadInputError.
    """
    scenario = find_scenario(step.scenario)
    given: Mapping[str, JsonValue] = step.inputs
    return scenario, hold_inputs(scenario.inputs, given)


def suppose(city: City, steps: Iterable[Step]) -> tuple[City, tuple[Supposed, ...]]:
    """Return the city with all steps applied one after another, and what each of them supposes.

    All inputs are read before the first step runs. Raises NotFoundError and BadInputError.
    """
    supposed = []
    for scenario, inputs in [read_step(step) for step in steps]:
        changes: Changes = scenario.run(city, inputs)
        changed = ChangedCity(city, changes)
        notes = (*changes.notes, *_tell_conflicts(changed, changes, city.rain is not None))
        supposed.append(Supposed(scenario, changes.said, notes))
        city = changed
    return city, tuple(supposed)


def _tell_conflicts(city: ChangedCity, changes: Changes, rained: bool) -> Iterator[Text]:
    """Say where a step takes the place of one before it."""
    if changes.rain is not None and rained:
        yield Text(
            vi="Mưa của bước sau thay cho mưa của bước trước.",
            en="The rain of the later step takes the place of the earlier one's.",
        )
    for layer, count in city.overridden.items():
        title = city.declared(layer).title
        yield Text(
            vi=f"{title.vi}: {count} đối tượng được hai bước đặt khác nhau; lấy theo bước sau.",
            en=f"{title.en}: {count} features are set differently by two steps; the later one counts.",
        )
