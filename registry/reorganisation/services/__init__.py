"""Changes of organisations: shown before they happen, carried out in one action, undone by another."""

from registry.reorganisation.services.changing import change
from registry.reorganisation.services.details import Details, NewOrganisation
from registry.reorganisation.services.planning import Plan, plan
from registry.reorganisation.services.undoing import UndoPlan, undo, undo_plan

__all__ = ["Details", "NewOrganisation", "Plan", "UndoPlan", "change", "plan", "undo", "undo_plan"]
