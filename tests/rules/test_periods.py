"""Values by period: each line is read or said why it cannot be, and gaps are kept as gaps."""

from datetime import date

import pytest

from registry.rules.periods import Every, Row, after, before, named, read, whole

TODAY = date(2026, 11, 27)


def found(text: str, every: Every = Every.MONTH):
    return read(text, every, TODAY)


class TestReading:
    @pytest.mark.parametrize(
        "text", ["2025-03,7.1", "2025-03;7.1", "2025-03\t7.1", "2025-03-01, 7.1", "01/03/2025,7.1"]
    )
    def test_takes_what_spreadsheets_give(self, text):
        assert found(text).rows == [Row(date(2025, 3, 1), 7.1)]

    def test_passes_over_headings_and_empty_lines_and_puts_periods_in_order(self):
        read_ = found("month,wait\n\n2025-04,6\n2025-03,7\n")

        assert [row.value for row in read_.rows] == [7.0, 6.0]
        assert read_.mistakes == []

    def test_takes_thousands_in_quotation_marks_and_percent(self):
        assert [row.value for row in found('2025-03,"1,234"\n2025-04,12%').rows] == [1234.0, 12.0]

    @pytest.mark.parametrize(
        ("text", "every", "day"),
        [
            ("2025-Q2,1", Every.QUARTER, date(2025, 4, 1)),
            ("2025-05-20,1", Every.QUARTER, date(2025, 4, 1)),
            ("2025,1", Every.YEAR, date(2025, 1, 1)),
            ("2025-03-05,1", Every.WEEK, date(2025, 3, 5)),
        ],
    )
    def test_knows_each_length_of_period(self, text, every, day):
        assert found(text, every).rows[0].starts_on == day


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2025-03", "with a comma between them"),
            ("2025-03,7,1", "with a comma between them"),
            ("March,7", "Name a month as 2025-03."),
            ("2025-13,7", "no such day"),
            ("2025-02-30,7", "no such day"),
            ("2026-11,7", "not over yet"),
            ("1789-01,7", "too far back"),
            ("2025-03,much", "no number"),
            ("2025-03,nan", "no number"),
            ("2025-03,1e400", "no number"),
        ],
    )
    def test_say_what_to_do_at_their_line(self, text, words):
        (mistake,) = found(f"2025-01,6\n{text}").mistakes

        assert mistake.line == 2
        assert words in mistake.why

    def test_name_the_line_of_the_same_period(self):
        (mistake,) = found("2025-03,7\n2025-04,6\n2025-03-31,8").mistakes

        assert (mistake.line, mistake.why) == (3, "This period has a value already, on line 1.")

    def test_name_weeks_that_begin_on_another_day(self):
        (mistake,) = found("2025-03-03,1\n2025-03-10,1\n2025-03-18,1", Every.WEEK).mistakes

        assert mistake.line == 3
        assert "not even" in mistake.why

    def test_stop_at_too_many(self):
        text = "\n".join(f"{1990 + n // 12}-{n % 12 + 1:02},1" for n in range(300)) + "\n" + "2025-01,1\n" * 300

        assert "more than 520 lines" in found(text).mistakes[-1].why


class TestPeriods:
    def test_gaps_stand_between_the_first_and_the_last(self):
        rows = [Row(date(2025, 11, 1), 1.0), Row(date(2026, 2, 1), 2.0)]

        assert [value for _, value in whole(rows, Every.MONTH)] == [1.0, None, None, 2.0]

    def test_the_one_that_holds_the_day_counts_as_after(self):
        months = [date(2025, month, 1) for month in (1, 2, 3)]

        assert before(months, Every.MONTH, date(2025, 3, 15)) == 2
        assert before(months, Every.MONTH, date(2025, 3, 1)) == 2
        assert before(months, Every.MONTH, date(2025, 4, 1)) == 3

    @pytest.mark.parametrize(
        ("every", "following", "name"),
        [
            (Every.WEEK, date(2025, 10, 8), "2025-10-01"),
            (Every.MONTH, date(2025, 11, 1), "2025-10"),
            (Every.QUARTER, date(2026, 1, 1), "2025 Q4"),
            (Every.YEAR, date(2026, 10, 1), "2025"),
        ],
    )
    def test_follow_one_another_and_have_names(self, every, following, name):
        assert after(date(2025, 10, 1), every) == following
        assert named(date(2025, 10, 1), every) == name
