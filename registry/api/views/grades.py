"""Grades of a claim over the API."""

from registry.api.schemas.grades import GradesSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import single
from registry.governance.queries.grading import GradePage, grade_page
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/claims/<int:claim_id>/grades", tags=["Tools"])
@public
@single(GradesSchema, withdrawn=True)
def grades(slug: str, claim_id: int) -> GradePage:
    """How a result is graded, how it was before, and every score of the reviews that are settled.

    What a reviewer scored in a review under way is shown to nobody here.
    """
    return grade_page(current_actor(), slug, claim_id)
