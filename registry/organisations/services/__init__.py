"""Changing organisations and their e-mail domains."""

from registry.organisations.services.reference import SupplierDetails, add_email_domain, add_supplier, folded

__all__ = ["SupplierDetails", "add_email_domain", "add_supplier", "folded"]
