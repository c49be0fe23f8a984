"""The blueprint of what an office tells the public."""

from flask import Blueprint

blueprint = Blueprint("outreach", __name__)
