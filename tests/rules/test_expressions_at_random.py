"""The language of pre-checks on trees, records and texts that nobody thought of."""

import calendar
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.expressions import DEEPEST, LONGEST, Field, Sort, Unreadable, holds, parse, printed
from registry.rules.expressions.tree import (
    Any,
    Compared,
    Contains,
    Empty,
    Every,
    In,
    Length,
    Literal,
    Named,
    Not,
    Shifted,
)

CODES = ("yes", "no", "a", "b")
FIELDS = {
    field.code: field
    for field in (
        Field("name", Sort.TEXT),
        Field("summary", Sort.TEXT),
        Field("choice", Sort.CHOICE, options=CODES),
        Field("chosen", Sort.CHOICES, options=CODES),
        Field("cost", Sort.NUMBER),
        Field("until", Sort.DATE),
        Field("today", Sort.DATE),
    )
}
of = {code: Named(code, field.sort) for code, field in FIELDS.items()}
by_sort = {sort: [node for node in of.values() if node.sort is sort] for sort in Sort}

letters = st.sampled_from(
    ["", "a", "b", "A", "a b", "ba", "don't", 'say "a"', "ß", "İ", "é", "(", "= 1", "and", "2026-01-01"]
)
texts = letters.map(Literal)
codes = st.sampled_from(CODES).map(Literal) | st.booleans().map(Literal)
amounts = st.decimals(0, 9999, places=2, allow_nan=False).map(Literal) | st.integers(0, 99).map(
    lambda n: Literal(Decimal(n))
)
days = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(Literal)
signs = st.sampled_from(["=", "!="])
ordered = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def fields_of(sort):
    return st.sampled_from(by_sort[sort])


def shifted(dates):
    units = st.sampled_from(["day", "week", "month", "year"])
    return st.builds(Shifted, dates, st.sampled_from("+-"), st.integers(0, 9_999), units)


lengths = (fields_of(Sort.TEXT) | fields_of(Sort.CHOICES)).map(Length)
dates = fields_of(Sort.DATE) | shifted(fields_of(Sort.DATE)) | shifted(shifted(days))
negated = st.booleans()


def lists_of(literals):
    return st.lists(literals, min_size=1, max_size=3).map(tuple)


leaves = st.one_of(
    st.builds(Compared, fields_of(Sort.TEXT), signs, texts | fields_of(Sort.TEXT)),
    st.builds(Compared, texts, signs, fields_of(Sort.TEXT)),
    st.builds(Compared, fields_of(Sort.CHOICE), signs, codes),
    st.builds(Compared, fields_of(Sort.NUMBER) | lengths, ordered, amounts | lengths),
    st.builds(Compared, dates, ordered, dates | days | shifted(days)),
    st.builds(In, fields_of(Sort.TEXT), lists_of(texts), negated),
    st.builds(In, fields_of(Sort.CHOICE) | fields_of(Sort.CHOICES), lists_of(codes), negated),
    st.builds(In, fields_of(Sort.NUMBER) | lengths, lists_of(amounts), negated),
    st.builds(Contains, fields_of(Sort.TEXT), texts | fields_of(Sort.TEXT), negated),
    st.builds(Contains, fields_of(Sort.CHOICES), codes, negated),
    st.builds(Empty, st.sampled_from(list(of.values())), negated),
)


def grown(part):
    some = st.lists(part, min_size=2, max_size=3).map(tuple)
    return part.map(Not) | some.map(Every) | some.map(Any)


trees = st.recursive(leaves, grown, max_leaves=6)


def depth(tree, inside=()):
    """As the language counts: brackets and not."""
    brackets = isinstance(tree, inside)
    if isinstance(tree, Not):
        return 1 + depth(tree.of, (Any, Every))
    if isinstance(tree, Any | Every):
        within = (Any,) if isinstance(tree, Any) else (Any, Every)
        return brackets + max(depth(part, within) for part in tree.of)
    return 0


maybe_text = st.none() | letters | st.sampled_from([" ", "a\nb", "A  B"])
records = st.fixed_dictionaries(
    {
        "name": maybe_text,
        "summary": maybe_text | st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "choice": st.none() | st.sampled_from(CODES) | st.booleans() | st.just("gone"),
        "chosen": st.none() | st.lists(st.sampled_from(CODES), max_size=3) | st.sampled_from(CODES),
        "cost": st.none() | st.integers(0, 99) | st.sampled_from(["12.5", "many", ""]),
        "until": st.none() | st.dates().map(str) | st.sampled_from(["2028-02-29", "soon", ""]),
        "today": st.dates(),
    }
)


def worth(value, record):
    """What a value comes to, the slow and plain way; nothing for what is not there."""
    if isinstance(value, Literal):
        found = value.value
        if isinstance(found, bool):
            return "yes" if found else "no"
        return " ".join(found.casefold().split()) if isinstance(found, str) else found
    if isinstance(value, Length):
        raw = record[value.of.code] or ""
        if value.of.sort is Sort.TEXT and isinstance(raw, list):
            raw = "\n".join(raw)
        return Decimal(1 if isinstance(raw, str) and raw and value.of.sort is Sort.CHOICES else len(raw))
    if isinstance(value, Shifted):
        day = worth(value.of, record)
        return None if day is None else moved(day, value.number * (1 if value.sign == "+" else -1), value.unit)
    return answer(record[value.code], value.sort)


def answer(raw, sort):
    if raw is None or raw == "" or raw == []:
        return None
    if sort is Sort.CHOICES:
        return raw if isinstance(raw, list) else [raw]
    if sort is Sort.NUMBER:
        return None if raw == "many" else Decimal(raw)
    if sort is Sort.DATE:
        return None if raw == "soon" else date.fromisoformat(str(raw))
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    text = "\n".join(raw) if isinstance(raw, list) else raw
    return " ".join(text.casefold().split()) or None


def moved(day, number, unit):
    step = {"day": 1, "week": 7}.get(unit)
    if step:
        place = day.toordinal() + number * step
        return date.min + timedelta(place - 1) if 1 <= place <= date.max.toordinal() else None
    place = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(place, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def truth(tree, record):
    """Whether a tree is true of a record, case by case."""
    if isinstance(tree, Every):
        return sum(truth(part, record) for part in tree.of) == len(tree.of)
    if isinstance(tree, Any):
        return sum(truth(part, record) for part in tree.of) > 0
    if isinstance(tree, Not):
        return not truth(tree.of, record)
    if isinstance(tree, Empty):
        return (worth(tree.of, record) is None) != tree.negated
    left = worth(tree.left, record)
    if left is None:
        return False
    if isinstance(tree, In):
        items = [worth(item, record) for item in tree.items]
        return bool(set(left if isinstance(left, list) else [left]) & set(items)) != tree.negated
    right = worth(tree.right, record)
    if right is None:
        return False
    if isinstance(tree, Contains):
        return (left.count(right) > 0) != tree.negated
    return {
        "=": left == right,
        "!=": left != right,
        "<": tree.sign == "<" and left < right,
        "<=": tree.sign == "<=" and not left > right,
        ">": tree.sign == ">" and left > right,
        ">=": tree.sign == ">=" and not left < right,
    }[tree.sign]


def read(text):
    """The tree, or the refusal; anything else that is raised fails the test."""
    try:
        return parse(text, FIELDS)
    except Unreadable as refusal:
        return refusal


@settings(derandomize=True, max_examples=400, deadline=None)
@given(trees)
def test_what_is_written_out_reads_as_the_same_tree(tree):
    written = printed(tree)

    if len(written) > LONGEST or depth(tree) > DEEPEST:
        assert isinstance(read(written), Unreadable)
    else:
        assert read(written) == tree


@settings(derandomize=True, max_examples=600, deadline=None)
@given(trees, records)
def test_a_tree_is_true_where_the_plain_reading_says_so(tree, record):
    assert holds(tree, record) is truth(tree, record)


pieces = st.sampled_from(
    [
        "name",
        "choice",
        "chosen",
        "cost",
        "until",
        "today",
        "and",
        "or",
        "not",
        "in",
        "contains",
        "is",
        "empty",
        "length",
        "yes",
        "no",
        "(",
        ")",
        "[",
        "]",
        ",",
        "=",
        "!=",
        "<",
        "<=",
        "+",
        "-",
        "days",
        "month",
        '"a"',
        '"yes"',
        "'b'",
        "3",
        "2.5",
        "2026-02-30",
        "2026-11-23",
        "“",
        "\u202e",
        "\x00",
        ".",
        "*",
        "NOT",
        "\n",
        "\xa0",
        'a"',
        "_",
        "\u0131",
    ]
)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(st.lists(pieces, max_size=40).map(" ".join) | st.text(max_size=600))
def test_any_text_is_read_or_refused_with_its_place(text):
    found = read(text)

    if isinstance(found, Unreadable):
        assert "".join(found.parts) == text
        assert found.caret.endswith("^")
        assert found.line >= 1
        assert found.character >= 1
    else:
        assert read(printed(found)) == found


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    trees,
    st.dictionaries(
        st.sampled_from(list(FIELDS)),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda part: st.lists(part, max_size=2) | st.dictionaries(st.text(max_size=2), part, max_size=2),
            max_leaves=3,
        ),
    ),
)
def test_no_answer_whatever_it_is_stops_a_rule(tree, record):
    assert holds(tree, record) in (True, False)
