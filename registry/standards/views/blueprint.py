"""The blueprint that the views of this slice hang on."""

from flask import Blueprint

bp = Blueprint("standards", __name__)
