"""The one blueprint that the addresses of adoptions hang on."""

from flask import Blueprint

bp = Blueprint("replication", __name__)
