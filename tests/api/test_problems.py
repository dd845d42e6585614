"""What FastAPI itself finds wrong is refused as everything else is."""

from fastapi import FastAPI
from starlette.testclient import TestClient

from twin.api.problems import register_problems


def test_a_parameter_of_another_kind_is_named() -> None:
    app = FastAPI()
    register_problems(app)

    @app.get("/versions/{version}")
    async def read(version: int) -> int:
        return version

    told = TestClient(app).get("/versions/none")
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    assert told.json()["parameter"] == "version"
    assert told.json()["detail_vi"] == "«version» không hợp lệ."
