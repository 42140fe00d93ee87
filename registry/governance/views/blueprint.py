"""The one blueprint of the governance slice."""

from flask import Blueprint

bp = Blueprint("governance", __name__)
