"""The one blueprint that the pages of this slice hang on."""

from flask import Blueprint

bp = Blueprint("discovery", __name__)
