"""The page of the API: a form for every operation, which works as it stands."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from web.operations import OPERATIONS, Operation


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> BeautifulSoup:
    response = client.get("/api/")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def as_sent(form: BeautifulSoup) -> dict[str, str]:
    """What a browser sends if nobody touches the form."""
    fields = {field["name"]: field.get("value", "") for field in form.select("input")}
    for choice in form.select("select"):
        chosen = choice.select_one("[selected]") or choice.option
        fields[choice["name"]] = chosen.get("value", chosen.get_text())
    return fields


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_has_a_form_of_all_its_parameters(page: BeautifulSoup, operation: Operation) -> None:
    form = page.select_one(f"section:has(#{operation.name}) form")
    assert form["method"] == "get"
    fields = form.select("[name]")
    assert [field["name"] for field in fields] == [parameter.name for parameter in operation.parameters]
    for field, parameter in zip(fields, operation.parameters, strict=True):
        label = form.select_one(f"label[for='{field['id']}']")
        assert label.get_text() == parameter.name
        if "maxLength" in parameter.schema:
            assert field["maxlength"] == str(parameter.schema["maxLength"])


@pytest.mark.parametrize("name", ["search", "suggest", "trends"])
def test_a_form_can_be_sent_as_it_stands(client: FlaskClient, page: BeautifulSoup, name: str) -> None:
    form = page.select_one(f"section:has(#{name}) form")
    response = client.get(form["action"], query_string=as_sent(form))
    assert response.status_code == 200
    assert response.mimetype == "application/json"


def test_the_form_for_an_article_leads_to_it(client: FlaskClient, page: BeautifulSoup) -> None:
    form = page.select_one("section:has(#article) form")
    wanted = client.get("/api/search").get_json()["results"][0]["id"]
    response = client.get(form["action"], query_string=as_sent(form) | {"id": wanted, "_external": "1"})
    assert response.status_code == 302
    assert urlsplit(response.headers["Location"])[:3] == ("", "", f"/api/articles/{wanted}")
    article = client.get(response.headers["Location"])
    assert article.get_json()["id"] == wanted
    assert client.get(form["action"]).get_json()["field"] == "id"


def test_what_is_no_id_leads_nowhere(client: FlaskClient) -> None:
    id_like = "0123456789abcdef"
    assert client.get("/api/articles", query_string={"id": f" {id_like} "}).status_code == 302
    others = ("//elsewhere.example", "..", ".", "openapi.json", "a?b#c", id_like.upper(), id_like[1:], id_like + "0")
    for wanted in (*others, f"../{id_like}", f"{id_like}\n{id_like}", "０123456789abcdef"):
        response = client.get("/api/articles", query_string={"id": wanted})
        assert response.status_code == 404, wanted
        assert response.content_type == "application/problem+json"
        assert "Location" not in response.headers


def test_problems_are_told_where_their_type_points(client: FlaskClient, page: BeautifulSoup) -> None:
    problem = client.get("/api/search?size=0").get_json()
    assert page.select_one(problem["type"].removeprefix("/api/")) is not None
    assert page.select_one("#index-unavailable") is not None


def test_the_description_is_linked(client: FlaskClient, page: BeautifulSoup) -> None:
    link = next(a["href"] for a in page.select("main a") if "OpenAPI" in a.get_text())
    assert client.get(link).get_json()["openapi"]
