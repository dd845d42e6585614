"""What each operation answers with, and what those that write are sent."""

from twin.api.bodies import FEATURE_TYPES, MERGE_PATCH, PATCH_TYPES
from twin.api.html import HTML
from twin.api.openapi.schemas import Document, ref
from twin.api.problems import PROBLEM_JSON
from twin.api.raster_telling import GEOTIFF
from twin.api.replies import GEOJSON, JSON, SCHEMA_JSON
from twin.api.tile_sets import TILE_JSON
from twin.city.files import FORMATS
from twin.documents.formats import FORMATS as DOCUMENTS
from twin.programme.media import MEDIA_TYPES

STYLE_JSON = "application/vnd.mapbox.style+json"
EVIDENCE_TYPES = tuple(dict.fromkeys(known.partition(";")[0] for known in MEDIA_TYPES.values()))
Answer = tuple[str, str]
"""A media type and the name of a schema."""

ANSWERS: dict[str, Answer] = {
    "getLandingPage": (JSON, "LandingPage"),
    "getConformance": (JSON, "Conformance"),
    "getFunctions": (JSON, "Functions"),
    "getProcesses": (JSON, "Processes"),
    "getProcess": (JSON, "Process"),
    "getScenarios": (JSON, "Scenarios"),
    "getScenario": (JSON, "Scenario"),
    "getSavedScenarios": (JSON, "SavedScenarios"),
    "getSavedScenario": (JSON, "SavedScenario"),
    "getSavedScenarioHistory": (JSON, "SavedScenarioHistory"),
    "getJobs": (JSON, "Jobs"),
    "getStatus": (JSON, "StatusInfo"),
    "getSchedules": (JSON, "Schedules"),
    "getSchedule": (JSON, "Schedule"),
    "getCollections": (JSON, "Collections"),
    "getCollection": (JSON, "Collection"),
    "getQueryables": (SCHEMA_JSON, "Schema"),
    "getSortables": (SCHEMA_JSON, "Schema"),
    "getSchema": (SCHEMA_JSON, "Schema"),
    "getHistory": (GEOJSON, "FeatureCollection"),
    "getTileMatrixSetsList": (JSON, "TileMatrixSets"),
    "getTileMatrixSet": (JSON, "TileMatrixSet"),
    ".collection.vector.getTileSetsList": (JSON, "TileSets"),
    ".dataset.vector.getTileSetsList": (JSON, "TileSets"),
    ".collection.vector.getTileSet": (JSON, "TileSet"),
    ".dataset.vector.getTileSet": (JSON, "TileSet"),
    ".collection.vector.getTileJson": (TILE_JSON, "TileJson"),
    ".dataset.vector.getTileJson": (TILE_JSON, "TileJson"),
    "getKeptResults": (JSON, "KeptResults"),
    "getKeptResult": (JSON, "KeptResult"),
    "compareResults": (JSON, "ComparedResults"),
    "getRasters": (JSON, "Rasters"),
    "getRaster": (JSON, "Raster"),
    "getRasterValue": (JSON, "RasterValue"),
    ".raster.map.getTileSetsList": (JSON, "TileSets"),
    ".raster.map.getTileSet": (JSON, "TileSet"),
    ".raster.map.getTileJson": (TILE_JSON, "TileJson"),
    "getStyles": (JSON, "Styles"),
    "getLayerStyles": (JSON, "Styles"),
    "getStyleMetadata": (JSON, "StyleMetadata"),
    "getStyle": (STYLE_JSON, "MapLibreStyle"),
    "getLayerStyle": (STYLE_JSON, "MapLibreStyle"),
    "getRecordCatalogue": (JSON, "Collection"),
    "getRecords": (GEOJSON, "RecordCollection"),
    "getRecord": (GEOJSON, "Record"),
    "search": (GEOJSON, "FeatureCollection"),
    "getProgrammeRecord": (GEOJSON, "ProgrammeRecord"),
    "getProgrammeHistory": (GEOJSON, "FeatureCollection"),
    "getProgrammeSchema": (SCHEMA_JSON, "Schema"),
    "getTaskUpdates": (GEOJSON, "ProgrammeRecords"),
    "getIndicatorValues": (GEOJSON, "ProgrammeRecords"),
    "getIndicatorTargets": (GEOJSON, "ProgrammeRecords"),
}

_REFUSED: Document = {"description": "Refused", "content": {PROBLEM_JSON: {"schema": ref("Problem")}}}
_UNCHANGED: Document = {"description": "Not changed since the ETag that was sent"}
_FEATURE: Document = {GEOJSON: {"schema": ref("Feature")}}


def _header(name: str, description: str) -> Document:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }


_IF_MATCH = _header("If-Match", "The ETag of the state that is to be changed, or `*` for any.")
_KEY = _header("Idempotency-Key", "A name of this request: sent twice, it is done once.")
_CONTENT_CRS = _header("Content-Crs", "The coordinate system of what is sent, as `<URI>`; WGS 84 without it.")
_PREFER = _header("Prefer", "`return=minimal` or `return=representation`.")
_RESPOND_ASYNC = _header("Prefer", "`respond-async`: take it on as a job, and answer with where the job is.")
_SENT = {"post": FEATURE_TYPES, "put": FEATURE_TYPES, "patch": PATCH_TYPES}
_WITHOUT_BODY = {"restoreState", "restoreProgrammeRecord"}
_RECORD_SENT = {"addProgrammeRecord": "ProgrammeRecordSent"}
_ASKING = {"execute"}
_OF_JOBS = {
    "dismiss": ("StatusInfo", None),
    "addSchedule": ("Schedule", "ScheduleSent"),
    "changeSchedule": ("Schedule", "ScheduleChange"),
    "removeSchedule": (None, None),
}
"""Operations on jobs: what they answer with, and what they are sent."""
_BYTES: Document = {"schema": {"type": "string", "format": "binary"}}
_FILES: dict[str, tuple[str, ...]] = {
    "getResult": tuple(dict.fromkeys(form.media_type.partition(";")[0] for form in FORMATS.values())),
    "getEvidenceFile": EVIDENCE_TYPES,
    "getRasterFile": (GEOTIFF,),
    "getKeptResultMap": ("image/svg+xml",),
    "getComparisonMap": ("image/svg+xml",),
    "getReport": tuple(made.media_type for made in DOCUMENTS.values()),
}
"""Operations that answer with a file, and the media types that it may have."""
_ANY_FILE = "application/octet-stream"
_SENT_AS_FILE: dict[str, tuple[str, ...]] = {
    "addEvidence": (_ANY_FILE, *EVIDENCE_TYPES),
    "readSheet": (_ANY_FILE, MEDIA_TYPES["xlsx"], "text/csv"),
}
"""Operations that are sent a file as it is."""
_SENT_AS_JSON = {
    "applySheet": "SheetSent",
    "saveScenario": "SavedScenarioSent",
    "replaceSavedScenario": "SavedScenarioSent",
}
_TOLD_AS_JSON = dict.fromkeys(
    ("saveScenario", "replaceSavedScenario", "restoreSavedScenario"), "SavedScenario"
)
_OF_A_VERSION = {"replaceSavedScenario", "removeSavedScenario"}
"""Operations that must say which version they mean."""
_OWN_WORDS = {
    *_SENT_AS_FILE,
    *_SENT_AS_JSON,
    *_TOLD_AS_JSON,
    *_OF_A_VERSION,
    "removeEvidence",
    "undoSheet",
}
"""Operations that write what is no feature: their answers are described where they stand."""
_OF_RESULTS: dict[str, str | None] = {
    "patchResult": "ResultChange",
    "deleteResult": None,
    "restoreResult": None,
}
"""Operations on kept results, and what each is sent."""
_WRITING = {"post", "put", "patch", "delete"}


def _offers_page(operation: Document) -> bool:
    return any(
        one["name"] == "f" and "html" in one["schema"].get("enum", ())
        for one in operation.get("parameters", ())
    )


def _describe_reading(operation: Document) -> None:
    content = operation["responses"]["200"].setdefault("content", {})
    known = ANSWERS.get(operation["operationId"])
    if known is not None:
        content.clear()
        content[known[0]] = {"schema": ref(known[1])}
    if files := _FILES.get(operation["operationId"]):
        content.clear()
        content |= dict.fromkeys(files, _BYTES)
    if operation["operationId"] in {"getKeptResult", "compareResults"}:
        content |= {
            form.media_type.partition(";")[0]: _BYTES for form in FORMATS.values() if form.ending != "json"
        }
    if _offers_page(operation):
        content[HTML.partition(";")[0]] = {"schema": {"type": "string"}}
    operation["responses"]["304"] = _UNCHANGED


def _describe_filing(operation: Document) -> None:
    if taken := _SENT_AS_FILE.get(operation["operationId"]):
        operation["requestBody"] = {"required": True, "content": dict.fromkeys(taken, _BYTES)}
    if sent := _SENT_AS_JSON.get(operation["operationId"]):
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(sent)}}}
    if told := _TOLD_AS_JSON.get(operation["operationId"]):
        for status in operation["responses"].keys() & {"200", "201"}:
            operation["responses"][status]["content"] = {JSON: {"schema": ref(told)}}
    if operation["operationId"] in _OF_A_VERSION:
        operation["parameters"].append(_IF_MATCH)
    operation["responses"].get("204", {}).pop("content", None)


def _describe_result(operation: Document, sent: str | None) -> None:
    if operation["operationId"] != "restoreResult":
        operation["parameters"].append(_IF_MATCH)
    for status, answer in operation["responses"].items():
        answer.pop("content", None)
        if status != "204":
            answer["content"] = {JSON: {"schema": ref("KeptEntry")}}
    if sent is not None:
        types = (MERGE_PATCH, JSON)
        operation["requestBody"] = {
            "required": True,
            "content": {media_type: {"schema": ref(sent)} for media_type in types},
        }


def _describe_writing(operation: Document, method: str) -> None:
    operation["security"] = [{"bearer": []}]
    if operation["operationId"] in _OF_RESULTS:
        _describe_result(operation, _OF_RESULTS[operation["operationId"]])
        return
    if operation["operationId"] in _OWN_WORDS:
        _describe_filing(operation)
        return
    headers = [_KEY, *([] if method == "delete" else [_CONTENT_CRS, _PREFER])]
    adds = method == "post" and operation["operationId"] not in _WITHOUT_BODY
    operation["parameters"] += headers if adds else [_IF_MATCH, *headers]
    for status, answer in operation["responses"].items():
        if status == "204":
            answer.pop("content", None)
        else:
            answer["content"] = _FEATURE
    operation["responses"].setdefault("204", {"description": "Done; nothing more to say"})
    if method in _SENT and operation["operationId"] not in _WITHOUT_BODY:
        usual = "FeatureChange" if method == "patch" else "FeatureSent"
        schema = ref(_RECORD_SENT.get(operation["operationId"], usual))
        operation["requestBody"] = {
            "required": True,
            "content": {media_type: {"schema": schema} for media_type in _SENT[method]},
        }


def _describe_asking(operation: Document) -> None:
    """Describe what is sent only to be answered: nothing in the city changes by it."""
    operation["security"] = [{"bearer": []}]
    operation["requestBody"] = {"required": True, "content": {JSON: {"schema": ref("ProcessAsked")}}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    files = {form.media_type.partition(";")[0]: binary for form in FORMATS.values()}
    operation["responses"]["200"]["content"] = {**files, JSON: {"schema": ref("ProcessResult")}}
    operation["parameters"].append(_RESPOND_ASYNC)
    taken_on = {"description": "Taken on as a job", "content": {JSON: {"schema": ref("StatusInfo")}}}
    operation["responses"]["201"] = {**taken_on, "headers": {"Location": {"schema": {"type": "string"}}}}


def _describe_jobs(operation: Document) -> None:
    told, sent = _OF_JOBS[operation["operationId"]]
    operation["security"] = [{"bearer": []}]
    for answer in operation["responses"].values():
        answer.pop("content", None)
        if told is not None:
            answer["content"] = {JSON: {"schema": ref(told)}}
    if sent is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(sent)}}}


def describe_answers(operation: Document, method: str) -> None:
    """Complete an operation: what it answers, what it is sent, who may, and how it refuses."""
    operation["responses"].pop("422", None)
    if operation["operationId"] in _ASKING:
        _describe_asking(operation)
    elif operation["operationId"] in _OF_JOBS:
        _describe_jobs(operation)
    elif method in _WRITING:
        _describe_writing(operation, method)
    else:
        _describe_reading(operation)
    operation["responses"]["default"] = _REFUSED
