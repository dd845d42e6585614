"""Where new tanks would cover most residents whom no hose reaches: the best places, and the proof that none are better.

Maximal covering location and set covering (Church and ReVelle 1974), solved by HiGHS. A place counts what it surely
covers, whatever the missing facts turn out to be, so that the same places as a what-if cover at least as much.
"""

from twin.reporting import Answer, City, Report
from twin.reporting.saying import say
from twin.reports.fire_siting.asking import Asked
from twin.reports.fire_siting.choosing import choose
from twin.reports.fire_siting.telling import tell


def _run(city: City, inputs: Asked) -> Answer:
    return tell(inputs, choose(city, inputs))


REPORT = Report(
    id="fire_siting",
    title=say("Đặt thêm bể nước chữa cháy ở đâu", "Fire siting"),
    question=say(
        "Đặt bể mới ở những chỗ nào thì phủ được nhiều người nhất, mỗi bể thêm được bao nhiêu, và phủ hết thì cần ít nhất mấy bể?",
        "At which places would new tanks cover most residents, what does each further one add, and how few would cover all?",
    ),
    inputs=Asked,
    run=_run,
    needs=("buildings", "roads", "alleys", "fire_water"),
)
