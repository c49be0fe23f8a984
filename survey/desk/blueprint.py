"""The blueprint that the modules of this feature hang their views on."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/office/cases")
