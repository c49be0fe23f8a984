"""What a respondent's device keeps so that the form opens without network: the service worker, and the form without a key."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from survey import assets
from survey.access import public
from survey.assets import Asset
from survey.compressed import encoding_for
from survey.respond.doorway import page_headers
from survey.respond.views import shell_of, survey_here
from survey.templating import static_url

blueprint = Blueprint("device", __name__)
# Asked for again each time, and sent again only where it has changed.
ASKED_AGAIN = "no-cache"


@blueprint.get("/sw.js")
@public
def worker() -> AnyResponse:
    """Send the service worker: from here, because one from the static folder could only look after that folder.

    It shares the form's own scripts, which the browser has already.
    """
    return assets.response(_worker(static_url("form.js")), kept_for=ASKED_AGAIN)


@lru_cache(maxsize=4)
def _worker(shared: str) -> Asset:
    content = f'importScripts("{shared}");\n'.encode() + assets.asset("worker.js").content
    return Asset.of(content, assets.JAVASCRIPT, is_compressed=False)


@blueprint.get("/<any(iit, eit):key>/<link>/shell")
@public
def shell(key: str, link: str) -> AnyResponse:
    """Send the form without a submission key: it is the same for everyone, and its script mints a key whenever it is opened."""
    found = shell_of(survey_here(key, link))
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    headers = {**dict(page_headers(found, encoding)), "Cache-Control": ASKED_AGAIN}
    return Response(found.page("", encoding), headers=headers).make_conditional(request)
