"""The pages of an officer's account."""

from __future__ import annotations

import hmac
import re

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from survey import access, kiosk, thai
from survey.access import Permission, public, requires
from survey.account import operations, passwords
from survey.account.forms import LeaveKioskForm, NewOfficerForm, PasswordForm, PostForm, SetupForm, SignInForm
from survey.extensions import caller, db, limiter
from survey.models import Office, Officer, Role

blueprint = Blueprint("account", __name__)

_PATH = re.compile(r"/(?!/)[^\x00-\x20\x7f\\]*")

WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจแล้วลองอีกครั้ง"


def _username() -> str:
    # Guesses at one account from many addresses add up here, whatever office a forged form names.
    office = db.session.get(Office, request.form.get("office", ""))
    return f"{office.id if office else ''}/{request.form.get('username', '').strip().lower()[:80]}"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("10/minute", key_func=caller, methods=["POST"])
@limiter.limit("60/hour", key_func=_username, methods=["POST"])
def sign_in() -> Response | str | tuple[str, int]:
    """Let an officer in."""
    offices = list(db.session.scalars(select(Office).order_by(Office.name)))
    if not offices:
        return redirect(url_for("account.setup"))
    form = SignInForm(next=request.args.get("next", ""))
    form.office.choices = [SelectChoice(value=office.id, label=office.name) for office in offices]
    if len(offices) == 1:
        form.office.data = offices[0].id
    if not form.is_submitted():
        return render_template("account/sign_in.html", form=form, one_office=len(offices) == 1)
    if not form.validate():
        return render_template("account/sign_in.html", form=form, one_office=len(offices) == 1), 422
    officer = operations.authenticate(
        db.session, office_id=form.office.data, username=form.username.data, password=form.password.data
    )
    if officer is None:
        form.password.errors = [WRONG]
        return render_template("account/sign_in.html", form=form, one_office=len(offices) == 1), 403
    return _let_in(officer, _inside(form.next.data))


def _let_in(officer: Officer, goes_on: str | None = None) -> Response:
    """Begin the officer's session and lead to the page that was asked for, or first to a password of their own."""
    access.sign_in(officer)
    if officer.password_is_temporary:
        flash("รหัสผ่านนี้เป็นรหัสชั่วคราว กรุณาตั้งรหัสผ่านของท่านเอง")
        return redirect(url_for("account.password"))
    return redirect(goes_on or url_for("manage.today"))


@blueprint.route("/kiosk/leave", methods=["GET", "POST"])
@public
@limiter.limit("10/minute", key_func=caller, methods=["POST"])
@limiter.limit("60/hour", key_func=_username, methods=["POST"])
def leave_kiosk() -> Response | str | tuple[str, int]:
    """Let an officer of the office whose kiosk it is in, and make the browser an ordinary one again."""
    here = kiosk.current()
    if here is None:
        return redirect(url_for("account.sign_in"))
    form = LeaveKioskForm()
    start = kiosk.home()
    if not form.is_submitted():
        return render_template("account/leave_kiosk.html", form=form, start=start)
    if not form.validate():
        return render_template("account/leave_kiosk.html", form=form, start=start), 422
    officer = operations.authenticate(
        db.session, office_id=here.office_id, username=form.username.data, password=form.password.data
    )
    if officer is None:
        form.password.errors = [WRONG]
        return render_template("account/leave_kiosk.html", form=form, start=start), 403
    response = _let_in(officer)
    kiosk.end(response)
    return response


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session."""
    access.sign_out()
    return redirect(url_for("front.index"))


@blueprint.route("/setup", methods=["GET", "POST"])
@public
@limiter.limit("10/minute", methods=["POST"])
def setup() -> Response | str | tuple[str, int]:
    """Create the office and its first officer; open only until that is done."""
    if not operations.is_empty(db.session):
        raise operations.AlreadySetUp
    form = SetupForm()
    if not form.is_submitted():
        return render_template("account/setup.html", form=form)
    valid = form.validate()
    expected = operations.setup_key(current_app.config["SETTINGS"].key("setup"))
    if form.setup_key.data and not hmac.compare_digest(form.setup_key.data.encode(), expected.encode()):
        form.setup_key.errors = ["รหัสเริ่มต้นไม่ตรงกับที่แสดงบนหน้าจอเครื่องแม่ข่าย กรุณาตรวจอีกครั้ง"]
        valid = False
    if not valid:
        return render_template("account/setup.html", form=form), 422
    office = operations.create_office(db.session, name=form.office.data)
    officer = operations.create_officer(
        db.session,
        office,
        username=form.username.data,
        name=form.name.data,
        role=Role.ADMINISTRATOR,
        password=form.password.data,
    )
    db.session.commit()
    access.sign_in(officer)
    flash("สร้างหน่วยงานเรียบร้อยแล้ว ขั้นต่อไปคือเปิดรอบการประเมินรอบแรก")
    return redirect(url_for("manage.today"))


@blueprint.route("/office/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def password() -> Response | str | tuple[str, int]:
    """Change one's own password."""
    officer = access.officer()
    form = PasswordForm()
    if not form.is_submitted():
        return render_template("account/password.html", form=form)
    valid = form.validate()
    if form.current.data and not passwords.matches(officer.password_hash, form.current.data):
        form.current.errors = ["รหัสผ่านปัจจุบันไม่ถูกต้อง"]
        valid = False
    if not valid:
        return render_template("account/password.html", form=form), 422
    operations.set_password(db.session, officer, form.password.data)
    db.session.commit()
    access.sign_in(officer)
    flash("เปลี่ยนรหัสผ่านแล้ว")
    return redirect(url_for("manage.today"))


def _inside(address: str | None) -> str | None:
    """Return an address only if it is a page of this site: a redirect must not lead anywhere else."""
    # A browser reads a backslash as a slash and passes over control characters, so neither may stand anywhere.
    return address if address and _PATH.fullmatch(address) else None


@blueprint.route("/office/officers", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def officers() -> str | tuple[str, int]:
    """List the office's officers and add one, with a temporary password that is shown once."""
    office_id = access.officer().office_id
    form = NewOfficerForm()
    status = 200
    created = password = None
    if form.is_submitted():
        status = 422
        if form.validate():
            password = passwords.generated()
            try:
                created = operations.create_officer(
                    db.session,
                    db.session.get_one(Office, office_id),
                    username=form.username.data,
                    name=form.name.data,
                    role=Role(form.role.data),
                    password=password,
                    is_temporary=True,
                )
                db.session.commit()
                status = 200
            except operations.UsernameTaken:
                form.username.errors = ["มีเจ้าหน้าที่ใช้ชื่อผู้ใช้นี้แล้ว กรุณาตั้งชื่ออื่น"]
    listed = list(db.session.scalars(select(Officer).where(Officer.office_id == office_id)))
    listed.sort(key=lambda officer: thai.collation(officer.name))
    page = render_template(
        "account/officers.html",
        form=NewOfficerForm(formdata=None) if created else form,
        officers=listed,
        created=created,
        password=password,
        posts=operations.posts_of(db.session, office_id),
        divisions={one.id: one.name for one in operations.divisions_of(db.session, office_id)},
    )
    return page, status


@blueprint.route("/office/officers/<officer_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_OFFICE)
def post(officer_id: str) -> Response | str | tuple[str, int]:
    """Say an officer's position and division, as they stand below official answers."""
    office_id = access.officer().office_id
    found = operations.officer_of(db.session, office_id, officer_id)
    held = operations.posts_of(db.session, office_id).get(found.id)
    form = PostForm(position=held.position if held else "", division=(held.division_id if held else None) or "")
    form.offer(operations.divisions_of(db.session, office_id))
    if not form.is_submitted():
        return render_template("account/post.html", form=form, officer=found)
    if not form.validate():
        return render_template("account/post.html", form=form, officer=found), 422
    operations.set_post(db.session, found, position=form.position.data or "", division_id=form.division.data or None)
    db.session.commit()
    flash(f"บันทึกตำแหน่งของ {found.name} แล้ว")
    return redirect(url_for("account.officers"))
