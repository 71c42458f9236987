"""The description of the API: it is valid, all of it is so, and what it limits is limited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
import schemathesis
from click import Context
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from web import create_app
from web.cli import cli
from web.engine import close_engine
from web.openapi_schemas import Schemas
from web.operations import OPERATIONS, Operation, Parameter
from web.state import State

PARAMETERS = [(operation, parameter) for operation in OPERATIONS.values() for parameter in operation.parameters]
IN_QUERY = [pytest.param(o, p, id=f"{o.name}-{p.name}") for o, p in PARAMETERS if not p.in_path]


@pytest.fixture(scope="module")
def described(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/openapi.json").get_json()
    return document


@pytest.fixture(scope="module")
def some_id(client: FlaskClient) -> str:
    return str(client.get("/api/search?q=营商环境").get_json()["results"][0]["id"])


def address(operation: Operation, some_id: str) -> str:
    return f"/api{operation.path}".format(id=some_id)


def test_it_is_valid(described: dict[str, Any]) -> None:
    validate(described)
    assert described["openapi"].startswith("3.1.")
    assert list(described["paths"]) == ["/api/search", "/api/suggest", "/api/articles/{id}", "/api/trends"]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_is_served(client: FlaskClient, some_id: str, operation: Operation) -> None:
    assert client.get(address(operation, some_id)).status_code == 200


def test_names_are_those_of_the_page_and_of_the_command_line() -> None:
    names = [parameter.name for parameter in OPERATIONS["search"].parameters]
    assert tuple(names) == State.names()
    command = cli.get_command(Context(cli), "search")
    assert command
    options = {parameter.name for parameter in command.params}
    assert set(names) - options == {"q", "lang"}
    assert options - set(names) == {"text", "as_json", "index_dir"}


def test_repetition_and_defaults_are_those_of_the_state(described: dict[str, Any]) -> None:
    for parameter in described["paths"]["/api/search"]["get"]["parameters"]:
        default = getattr(State(), parameter["name"])
        assert (parameter["schema"]["type"] == "array") is isinstance(default, tuple)
        if "default" in parameter["schema"]:
            assert str(parameter["schema"]["default"]) == (default or "0")


@pytest.mark.parametrize(("operation", "parameter"), IN_QUERY)
def test_what_is_described_is_accepted(
    client: FlaskClient, some_id: str, operation: Operation, parameter: Parameter
) -> None:
    schema = parameter.schema
    values = [parameter.example, "", *schema.get("enum", ())]
    if parameter.name in ("q", "source"):
        values.append("长" * schema["maxLength"])
    values += [str(schema[bound]) for bound in ("minimum", "maximum") if bound in schema]
    for value in values:
        response = client.get(address(operation, some_id), query_string={parameter.name: value})
        assert response.status_code == 200, value
    if parameter.most > 1 and parameter.name not in ("place", "theme"):
        several = [str(2000 + number) for number in range(parameter.most)]
        assert client.get(address(operation, some_id), query_string={parameter.name: several}).status_code == 200


@pytest.mark.parametrize(("operation", "parameter"), IN_QUERY)
def test_what_is_beyond_the_limits_is_refused(
    client: FlaskClient, some_id: str, operation: Operation, parameter: Parameter
) -> None:
    schema = parameter.schema
    beyond: list[str | list[str]] = [["2000"] * (parameter.most + 1)]
    if "maxLength" in schema:
        beyond.append("长" * (schema["maxLength"] + 1))
    if "enum" in schema:
        beyond.append(f"x{schema['enum'][0]}")
    if "pattern" in schema:
        beyond += ["23", "2023-", "去年", "20230"]
    if schema["type"] == "integer":
        beyond += [str(schema["minimum"] - 1), str(schema["maximum"] + 1), "-1", "1.5", "many"]
    for value in beyond:
        response = client.get(address(operation, some_id), query_string={parameter.name: value})
        assert response.status_code == 400, value
        assert response.get_json()["field"] == parameter.name


@pytest.mark.parametrize("date", ["2023", "2023-01", "2023-12-31"])
def test_dates_are_as_described(client: FlaskClient, date: str) -> None:
    for name in ("since", "until"):
        assert client.get(f"/api/search?{name}={date}").status_code == 200
    for wrong in (f"{date}-", f"{date}x", f"x{date}", date.replace("-", "."), "2023-13", "2023-02-32", "2023-00"):
        if wrong != date:
            assert client.get(f"/api/search?since={wrong}").status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "/api/search?size=100",
        "/api/search?q=双碳 营商环境&place=430000&theme=local&year=2023&mentions=1",
        "/api/search?q=哪些地方优化了营商环境？",
        "/api/search?q=营尚环境",
        "/api/suggest?q=shao&limit=50",
        "/api/suggest?q=一",
        "/api/articles/{id}?q=营商环境",
        "/api/trends?q=营商环境&q=粮食&step=month",
        "/api/trends?year=1990",
        "/api/search?page=0",
        "/api/articles/nothing",
    ],
)
def test_nothing_is_sent_that_is_not_described(
    client: FlaskClient, described: dict[str, Any], some_id: str, url: str
) -> None:
    response = client.get(url.format(id=some_id))
    path = next(path for path in described["paths"] if url.startswith(path.partition("{")[0]))
    told = described["paths"][path]["get"]["responses"][str(response.status_code)]
    if "$ref" in told:
        told = described["components"]["responses"][told["$ref"].rpartition("/")[2]]
    closed = {
        name: schema | {"additionalProperties": False} for name, schema in described["components"]["schemas"].items()
    }
    schema = told["content"][response.mimetype]["schema"] | {"components": {"schemas": closed}}
    Draft202012Validator(schema).validate(response.get_json())


def test_requests_of_every_kind_are_answered_as_described(library: Path) -> None:
    app = create_app(library)
    settings = {
        "seed": 20230520,
        "cache": {"enabled": False},
        "generation": {"max-examples": 40, "deterministic": True, "database": "none"},
        # A schema cannot tell which places and themes there are, and what is left of a query without punctuation.
        "checks": {"positive_data_acceptance": {"expected-statuses": ["200", "400", "404"]}},
    }
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=SchemathesisConfig.from_dict(settings))
    asked = 0
    try:
        for event in from_schema(schema).execute():
            assert not isinstance(event, events.NonFatalError | events.FatalError), event
            if isinstance(event, events.ScenarioFinished):
                asked += len(event.recorder.interactions)
                assert event.status not in (Status.FAILURE, Status.ERROR), failures(event)
    finally:
        close_engine(app)
    assert asked > 500


def failures(event: events.ScenarioFinished) -> list[str]:
    recorder = event.recorder
    return [
        f"{check.name}: {check.failure_info.failure.message}\n{recorder.cases[case].value.as_curl_command()}"
        for case, checks in recorder.checks.items()
        for check in checks
        if check.failure_info
    ]


@dataclass
class Tree:
    """A tree.

    Attributes:
        label, note: two texts, of which the second
            may be missing.
    """

    label: str
    note: str | None
    kind: Literal["oak", "elm"]
    at: tuple[int, float]
    children: tuple[Tree, ...]


def test_a_dataclass_becomes_a_schema() -> None:
    schemas = Schemas(omitted={Tree: ("at",)})
    assert schemas.of(Tree) == {"$ref": "#/components/schemas/Tree"}
    told = "two texts, of which the second may be missing."
    assert schemas.components == {
        "Tree": {
            "type": "object",
            "description": "A tree.",
            "required": ["label", "note", "kind", "children"],
            "properties": {
                "label": {"type": "string", "description": told},
                "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": told},
                "kind": {"type": "string", "enum": ["oak", "elm"]},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            },
        }
    }
    assert schemas.of(tuple[int, float]) == {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "number"}],
        "minItems": 2,
        "maxItems": 2,
    }
    with pytest.raises(TypeError, match="bytes"):
        schemas.of(bytes)
