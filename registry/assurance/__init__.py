"""Assessments of tools and of adoptions against standards, their sign-off, and exemptions."""
