"""The OpenAPI document is valid and tells the truth about addresses, access and statuses."""

import re

from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.browser import Browser


def document(web: Browser) -> dict:
    return web.get("/api/v1/openapi.json").json


class TestDocument:
    def test_it_is_valid(self, web: Browser):
        OpenAPIV31SpecValidator(document(web)).validate()

    def test_it_names_every_address_of_the_api(self, app: Flask, web: Browser):
        rules = {
            re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("api.")
        }

        assert set(document(web)["paths"]) == rules

    def test_every_address_states_its_access(self, app: Flask):
        views = [view for endpoint, view in app.view_functions.items() if endpoint.startswith(("api.", "api_docs."))]

        assert {view.access for view in views} == {"public"}

    def test_every_operation_documents_what_can_occur(self, web: Browser):
        for path, item in document(web)["paths"].items():
            statuses = set(item["get"]["responses"])
            assert {"200", "304", "400", "422", "429", "500", "503"} <= statuses, path
            assert ("404" in statuses) == ("{" in path), path

    def test_only_what_is_about_a_tool_can_be_withdrawn(self, web: Browser):
        paths = document(web)["paths"]

        assert sorted(path for path, item in paths.items() if "410" in item["get"]["responses"]) == [
            "/api/v1/tools/{slug}",
            "/api/v1/tools/{slug}/claims/{claim_id}/grades",
            "/api/v1/tools/{slug}/cohorts",
            "/api/v1/tools/{slug}/cohorts/{cohort_id}",
            "/api/v1/tools/{slug}/compatibility",
            "/api/v1/tools/{slug}/lineage",
            "/api/v1/tools/{slug}/results",
            "/api/v1/tools/{slug}/scorecard",
            "/api/v1/tools/{slug}/series",
            "/api/v1/tools/{slug}/spread",
            "/api/v1/tools/{slug}/spread/figures",
            "/api/v1/tools/{slug}/standards/{standard}",
        ]

    def test_every_error_is_a_problem(self, web: Browser):
        kinds = {
            kind
            for item in document(web)["paths"].values()
            for status, answer in item["get"]["responses"].items()
            if int(status) >= 400
            for kind in answer["content"]
        }

        assert kinds == {"application/problem+json"}

    def test_nothing_in_it_names_people(self, web: Browser):
        found = document(web)["components"]["schemas"]
        names = {name for schema in found.values() for name in schema["properties"]}

        assert {name for name in names if re.search(r"person|email|actor|_by|assignee|password", name)} - {
            "issued_by",  # an organisation
            "measured_by",
            "shown_by",
        } == set()
