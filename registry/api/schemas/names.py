"""Tools by name, for answers that point at them."""

from registry.api.schemas.base import Answer, Reference, text


class ToolNameSchema(Answer):
    """A tool by name and address."""

    slug = text()
    name = text()
    url = Reference("api.tool", attribute="slug")
