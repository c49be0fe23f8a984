"""The application, put together. Start-up reads as a table of contents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from questionnaires.loader import PACKAGED, load_all
from survey import access, assets, errors, headers, paths, templating
from survey.account.views import blueprint as account
from survey.board import blueprint as board
from survey.cases.daily import Daily
from survey.checking.views import blueprint as checking
from survey.complaints.daily import work_of as complaints_work
from survey.complaints.doors import blueprint as complaints
from survey.config import Settings
from survey.desk import blueprint as desk
from survey.extensions import csrf, db, limiter
from survey.front.views import blueprint as front
from survey.insight import blueprint as insight
from survey.manage import blueprint as manage
from survey.measures import blueprint as measures
from survey.mixing import Mixer
from survey.outreach import blueprint as outreach
from survey.reports import blueprint as reports
from survey.respond.device import blueprint as device
from survey.respond.doorway import Doorway
from survey.respond.kiosk import blueprint as kiosk
from survey.respond.queries import Surveys
from survey.respond.shell import Shells
from survey.respond.views import blueprint as respond
from survey.results import blueprint as results
from survey.services import blueprint as services
from survey.services import officers as service_desk
from survey.wording.views import blueprint as wording

KIB = 1024
LARGEST_FORM = 256 * KIB
SESSION_LENGTH = timedelta(hours=8)


class Application(Flask):
    """A Flask application whose log holds nothing that people sent."""

    def log_exception(self, exc_info: tuple[Any, BaseException | None, Any]) -> None:
        """Log a fault that no handler was made for."""
        errors.log_fault(exc_info[1])


def create_app(settings: Settings) -> Flask:
    """Return the application. Raises questionnaires.loader.DefinitionError where any definition is wrong."""
    app = Application("survey", root_path=str(paths.PACKAGE), template_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.key("session"),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        PERMANENT_SESSION_LIFETIME=SESSION_LENGTH,
        SESSION_COOKIE_NAME="sutcharit",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        WTF_CSRF_TIME_LIMIT=int(SESSION_LENGTH.total_seconds()),
        # The check wants a Referer, which our own Referrer-Policy keeps browsers from sending; the token stands without it.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["definitions"] = load_all(PACKAGED, *settings.definitions)
    app.extensions["surveys"] = Surveys()
    app.extensions["shells"] = Shells()
    db.init_app(app, settings.database)
    app.extensions["mixer"] = Mixer(app.extensions["engine"], app.extensions["turns"])
    app.extensions["daily"] = Daily(app.extensions["engine"], settings, also=[lambda: complaints_work(app, settings)])
    # Before the extensions: the first of them to touch the template environment would make it without our options.
    templating.init_app(app)
    assets.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    errors.init_app(app)
    headers.init_app(app, is_https=settings.is_https)
    access.init_app(app)
    everybody = (front, respond, device, kiosk, board, services, complaints, account)
    officers = (manage, desk, service_desk, results, insight, reports, measures, checking, wording, outreach)
    for blueprint in (*everybody, *officers):
        app.register_blueprint(blueprint)
    app.wsgi_app = Doorway(  # type: ignore[method-assign]  # as Flask's documentation says to put something in front
        app.wsgi_app,
        surveys=app.extensions["surveys"],
        shells=app.extensions["shells"],
        same_headers=headers.fixed(is_https=settings.is_https),
    )
    return app
