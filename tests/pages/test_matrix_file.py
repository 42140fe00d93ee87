"""The matrix as a workbook: the rows of the CSV, within a size, and no more than its reader may read."""

import csv
import io

import pytest
from openpyxl import load_workbook

from registry.pages.queries import matrix
from registry.rules.lifecycles import Stage
from registry.rules.words import Visibility
from tests import factories as f


def sheet(response) -> list[list[str]]:
    rows = load_workbook(io.BytesIO(response.data)).active.iter_rows(values_only=True)
    return [[value or "" for value in row] for row in rows]


class TestAWorkbook:
    def test_holds_the_rows_of_the_csv(self, web, session):
        tool = f.ATool(name="=SUM(A1)", visibility=Visibility.PUBLIC)
        f.AnAdoption(tool, f.AForce(), Stage.LIVE)
        f.AnAdoption(tool, f.AForce(), Stage.PILOTING, visibility=Visibility.POLICING)

        rows = sheet(web.get("/matrix.xlsx"))
        lines = list(csv.reader(io.StringIO(web.get("/matrix.csv").text)))

        assert len(rows) == len(lines) == 2
        assert lines[1][1] == "'=SUM(A1)"
        assert [[value.lstrip("'") for value in row] for row in lines] == rows

    def test_says_what_to_do_when_there_is_too_much(self, web, session, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(matrix, "MOST", 1)
        for _ in range(2):
            f.AnAdoption(f.ATool(visibility=Visibility.PUBLIC), f.AForce(), Stage.LIVE)

        answer = web.get("/matrix.xlsx")

        assert answer.status_code == 422
        assert "Narrow the filters, or download the CSV" in answer.text

    def test_a_file_of_many_is_read_in_few_statements(self, web, session, count_statements):
        for _ in range(30):
            f.AnAdoption(f.ATool(visibility=Visibility.PUBLIC), f.AForce(), Stage.LIVE)
        with count_statements() as seen:
            web.get("/matrix.csv")

        assert len(seen) <= 6
