"""Changes of the library."""

from registry.standards.services.versions import VersionDetails, activate_version, discard_version, draft_version

__all__ = ["VersionDetails", "activate_version", "discard_version", "draft_version"]
