"""What is marked in a text, and which passage is shown."""

from registry.search.queries.language import understand
from registry.search.queries.marks import WIDTH, Marker, marker, without_markdown
from registry.search.queries.synonyms import widened
from registry.web.filters import MARK_END, MARK_START, snippet


def of(search: str) -> Marker:
    return marker(widened(understand(search).clauses)[0])


def shown(text: str) -> str:
    return text.replace(MARK_START, "[").replace(MARK_END, "]")


class TestMarked:
    def test_other_forms_of_a_word(self):
        assert shown(of("waits").marked("Waiting callers wait. Await!")[0]) == "[Waiting] callers [wait]. Await!"

    def test_only_the_exact_form_when_quoted(self):
        assert shown(of('"waits"').marked("He waits, they wait")[0]) == "He [waits], they wait"

    def test_a_phrase_as_one(self):
        assert of('"domestic abuse"').marked("Domestic-abuse calls; abuse, domestic")[1] == 1

    def test_related_words(self):
        assert shown(of("da").marked("For domestic abuse")[0]) == "For [domestic abuse]"

    def test_words_with_accents(self):
        assert shown(of("cafe").marked("A café")[0]) == "A [café]"

    def test_nothing_for_what_is_refused(self):
        assert of("video -drone").marked("drone video")[1] == 1

    def test_nothing_without_a_search(self):
        assert of("").marked("a drone") == ("a drone", 0)

    def test_no_signs_of_a_regular_expression(self):
        assert of("(a+)+$ .*").marked("b" * 1000)[1] == 0

    def test_everything_else_is_escaped(self):
        text = '<script>alert("drone")</script>'

        assert snippet(of("drone").marked(text)[0]) == (
            '&lt;script&gt;alert(&#34;<mark class="app-mark">drone</mark>&#34;)&lt;/script&gt;'
        )


class TestPassage:
    def test_is_where_most_matches_stand(self):
        text = "drone " + "other words " * 60 + "drone and drone and drone again " + "more words " * 60

        passage, count = of("drone").passage(text)

        assert (passage.count(MARK_START), count) == (3, 4)
        assert len(passage) < WIDTH + 40

    def test_leaves_a_short_text_whole(self):
        assert shown(of("drone").passage("A drone flies.")[0]) == "A [drone] flies."

    def test_is_empty_without_a_match(self):
        assert of("drone").passage("A van drives.") == ("", 0)

    def test_reads_without_markdown(self):
        assert without_markdown("## Why\n\n* a **bold** [link](https://x.example/drone)") == "Why a bold link"
