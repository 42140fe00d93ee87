"""Reading what is already written: passages under their headings, and the answers that they give. Pure: text in, answers out.

Nothing is made up: every answer is cut out of the text, or is the choice that its words name.
"""

from registry.rules.written_up.placing import Placed, Reading, read
from registry.rules.written_up.words import KINDS, kind_labels

__all__ = ["KINDS", "Placed", "Reading", "kind_labels", "read"]
