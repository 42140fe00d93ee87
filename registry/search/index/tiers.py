"""Who may know a text or a value of a tool, among those who may read the tool."""

from enum import StrEnum


class Tier(StrEnum):
    """Who may match a text or count a value, among those who may read the tool."""

    ALL = "all"
    POLICING = "policing"  # members of policing, the owner's people and those given the tool
    NAMED = "named"  # the owner's people and those given the tool
    PARTNERS = "partners"  # members of policing alone: what adopters released to policing
    NOBODY = "nobody"  # only the organisation that is named with it


NUMBERS = {tier: number for number, tier in enumerate(Tier)}
