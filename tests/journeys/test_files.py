"""Files of a record: added, refused by name and reason, handed out again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.attachments import made
from tests.journeys.acts import Enter, begins, new_name
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey


@both_ways
def test_a_contributor_adds_a_report_and_gets_it_back_as_it_was(person: Enter, script: bool, tmp_path: Path):
    report = tmp_path / "Evaluation report.docx"
    report.write_bytes(made.docx("What was found", header="OFFICIAL"))
    lie = tmp_path / "figures.pdf"
    lie.write_bytes(made.xlsx(["not", "a", "page"]))
    writer = person("contributor", script=script, width=320)
    name, does = (
        ("Paper trail", "Keeps papers in order.") if script else ("Shelf marks", "Numbers what stands on shelves.")
    )
    address = begins(writer, new_name(name), does)
    writer.open(address + "/edit")
    writer.follow("Files")
    writer.sees("No files yet")
    writer.follow("Add files")
    writer.choose("Evaluation report", of="What sort of file is it?")
    writer.main.get_by_label("Choose files").set_input_files([lie])

    writer.press("Store the files")

    expect(writer.page).to_have_title(re.compile("^Error: Add files"))
    summary = writer.page.get_by_role("alert")
    told = summary.get_by_role("link", name=re.compile(r'"figures\.pdf" is not a PDF'))
    told.click()
    if script:
        expect(writer.main.get_by_label("Choose files")).to_be_focused()
    else:
        expect(writer.page).to_have_url(re.compile("#file$"))
    expect(writer.main.get_by_label("Evaluation report")).to_be_checked()
    assert writer.page.evaluate("document.documentElement.scrollWidth") <= 320
    writer.main.get_by_label("Choose files").set_input_files([report])
    writer.press("Store the files")
    writer.sees("1 file is stored.")
    writer.sees("From the next version")
    with writer.page.expect_download() as waiting:
        writer.follow("Evaluation report.docx")
    assert Path(waiting.value.path()).read_bytes() == report.read_bytes()
    assert waiting.value.suggested_filename == "Evaluation report.docx"
    visitor = person(script=script)
    answer = visitor.open(writer.page.url)
    assert answer is not None
    assert answer.status == 404
