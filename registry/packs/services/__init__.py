"""Everything that changes packs."""

from registry.packs.services.packs import Checked, check, confirm_all, make, sign

__all__ = ["Checked", "check", "confirm_all", "make", "sign"]
