"""Where the renewal of alleys stands, and in which order the rest should follow."""

from pydantic import model_validator

from twin.analysis.renewal import Weights
from twin.reporting import Answer, City, Figure, Inputs, Report, asked
from twin.reporting.saying import figure, say
from twin.reporting.tables import draw
from twin.reports.alley_renewal import telling
from twin.reports.alley_renewal.ranking import ALLEYS, DEEP, HEADROOM, WIDTH, Alleys, read_alleys


class Asked(Inputs):
    """How much each kind of need weighs."""

    residents: float = asked(
        "Trọng số: nhân khẩu", "Weight: residents", 1.0, ge=0, le=100, allow_inf_nan=False
    )
    flooding: float = asked("Trọng số: ngập", "Weight: flooding", 1.0, ge=0, le=100, allow_inf_nan=False)
    fire: float = asked(
        "Trọng số: xe chữa cháy không vào được",
        "Weight: missing fire access",
        1.0,
        ge=0,
        le=100,
        allow_inf_nan=False,
    )
    flood_reach_m: float = asked(
        "Điểm ngập gần ngõ (m)", "Flooding near the alley (m)", 30.0, gt=0, le=500, allow_inf_nan=False
    )
    open_sky: bool = asked(
        "Coi ngõ chưa ghi tĩnh không là thông thoáng",
        "Take alleys of unrecorded headroom as open",
        default=False,
    )

    @model_validator(mode="after")
    def _weighs_something(self) -> "Asked":
        if self.residents + self.flooding + self.fire <= 0:
            raise ValueError("all of the weights are zero")
        return self


def _share(alleys: Alleys, *states: str) -> float | None:
    told = alleys.frame
    total = told["length_m"].sum()
    return float(100 * told.loc[told["state"].isin(states), "length_m"].sum() / total) if total else None


def _figures(alleys: Alleys) -> tuple[Figure, ...]:
    told = alleys.frame
    known = bool((told["state"] != "unknown").any())
    ranked = alleys.ranked
    reached = ranked["people"]
    return (
        figure("alleys", "Ngõ, ngách, hẻm", "Alleys", len(told)),
        figure("km", "Tổng chiều dài", "Length", float(told["length_m"].sum() / 1000), "km"),
        figure(
            "done",
            "Đã cải tạo",
            "Renewed",
            int((told["state"] == "done").sum()) if known else None,
            at_most=int(told["state"].isin(["done", "unknown"]).sum()),
            better="more",
        ),
        figure(
            "done_share",
            "Đã cải tạo, theo chiều dài",
            "Renewed, by length",
            _share(alleys, "done") if known else None,
            "%",
            at_most=_share(alleys, "done", "unknown"),
            better="more",
        ),
        figure("ranked", "Ngõ được xếp thứ tự", "Alleys ranked", len(ranked)),
        figure(
            "people",
            "Nhân khẩu ở các ngõ được xếp",
            "Residents along the alleys ranked",
            float(reached.sum()) if reached.notna().any() or len(reached) == 0 else None,
        ),
        figure(
            "no_access",
            "Ngõ được xếp mà xe chữa cháy không vào được",
            "Ranked alleys that no engine fits in",
            int((ranked["access"] == "no").sum()),
            at_most=int((ranked["access"] != "yes").sum()),
            norms=(WIDTH, HEADROOM),
            better="less",
        ),
        figure(
            "flooded",
            "Ngõ được xếp gần điểm ngập",
            "Ranked alleys near flooding",
            int(((ranked["depth_m"] > 0) | ranked["depth_missing"]).sum()),
            norms=(DEEP,),
            better="less",
        ),
    )


def _run(city: City, inputs: Asked) -> Answer:
    weights = Weights(inputs.residents, inputs.flooding, inputs.fire)
    alleys = read_alleys(city, weights, inputs.flood_reach_m, open_sky=inputs.open_sky)
    return Answer(
        _figures(alleys),
        tables=(
            telling.order(alleys),
            telling.by_class(city, alleys),
            telling.by_group(alleys),
            telling.by_street(alleys),
        ),
        charts=telling.charts(city, alleys),
        drawings=(draw(telling.ORDER, alleys.frame, of=ALLEYS),),
        notes=(
            say(
                "Điểm = bình quân theo trọng số của: nhân khẩu (so với ngõ đông nhất), độ sâu ngập ở gần (so với mức xe cứu nạn không qua được), "
                "và xe chữa cháy không vào được ngõ. Điểm ít nhất không tính phần chưa rõ, điểm nhiều nhất coi phần ấy là xấu nhất; xếp theo điểm ít nhất.",
                "Score: the weighted mean of residents (against the alley with most), depth of flooding near (against what no emergency "
                "vehicle passes) and no engine fitting in. At least leaves out what is unknown, at most takes it for the worst; the order "
                "follows the score at least.",
            ),
            say(
                "Nhân khẩu của ngõ: các nhà gần ngõ ấy hơn đường, ngõ khác. Chi phí cải tạo chưa có trong dữ liệu nên chưa tính.",
                "Residents of an alley: those of the buildings to which it is the nearest way. What renewing costs is in no layer and is not counted.",
            ),
        ),
        gaps=telling.gaps(alleys),
    )


REPORT = Report(
    id="alley_renewal",
    title=say("Cải tạo ngõ", "Renewal of alleys"),
    question=say(
        "Việc cải tạo ngõ đến đâu theo tổ, phố, bề rộng, và nên làm ngõ nào trước?",
        "Where does the renewal of alleys stand by group, street and width, and which should be next?",
    ),
    inputs=Asked,
    run=_run,
    needs=("alleys",),
)
