"""What was reported of the action programme over two years: updates, targets and values, and what stood in the tasks."""

from gis_data.progress.figures import report_values, set_targets
from gis_data.progress.past import Past
from gis_data.progress.updates import report_tasks
from gis_data.rows import Row


def keep_programme(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the rows of the programme's registers, told by what the map's own registers said at each time."""
    past = {layer: Past(listed) for layer, listed in rows.items()}
    tasks, updates = report_tasks(past)
    return {
        "programme_tasks": tasks,
        "programme_updates": updates,
        "programme_targets": set_targets(),
        "programme_values": report_values(past),
    }
