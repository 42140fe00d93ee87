"""Changes of the library, and stating where a tool stands with a standard."""

from registry.standards.services.assessing import AssessmentDetails, assess
from registry.standards.services.versions import VersionDetails, activate_version, discard_version, draft_version

__all__ = ["AssessmentDetails", "VersionDetails", "activate_version", "assess", "discard_version", "draft_version"]
