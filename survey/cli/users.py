"""Officers' accounts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from survey.cli.common import BAD_USE, database, fail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from survey.models import Office


@click.group()
def user() -> None:
    """จัดการบัญชีเจ้าหน้าที่."""


@user.command("add")
@click.argument("username")
@click.option("--name", help="ชื่อ–สกุล (ไม่ระบุ: ใช้ชื่อผู้ใช้)")
@click.option("--office", "office_name", help="ชื่อหน่วยงาน จำเป็นเมื่อมีหลายหน่วยงานหรือยังไม่มีหน่วยงานนี้")
@click.option("--admin", is_flag=True, help="ให้เป็นผู้ดูแล")
@click.option("--password-stdin", is_flag=True, help="อ่านรหัสผ่านจากอินพุต (ไม่ระบุ: ระบบสร้างรหัสชั่วคราวให้)")
def user_add(username: str, name: str | None, office_name: str | None, *, admin: bool, password_stdin: bool) -> None:
    """เพิ่มเจ้าหน้าที่ และพิมพ์รหัสผ่านชั่วคราว."""
    from survey.account import operations, passwords
    from survey.account.forms import USERNAME
    from survey.models import Role

    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        fail("ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด ขีด ยาว 2–40 ตัว", code=BAD_USE)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else passwords.generated()
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        fail(f"รหัสผ่านต้องยาวอย่างน้อย {passwords.SHORTEST} ตัวอักษร", code=BAD_USE)
    with database(writes=True) as session:
        office = _office(session, office_name)
        try:
            operations.create_officer(
                session,
                office,
                username=username,
                name=name or username,
                # An office whose first officer may not manage it could never be managed.
                role=Role.ADMINISTRATOR if admin or not operations.administrators(session, office.id) else Role.OFFICER,
                password=password,
                is_temporary=not password_stdin,
            )
        except operations.UsernameTaken:
            fail("มีเจ้าหน้าที่ใช้ชื่อผู้ใช้นี้แล้ว")
        session.commit()
        click.echo(f"เพิ่ม {username} ใน {office.name} แล้ว")
    if not password_stdin:
        click.echo(f"รหัสผ่านชั่วคราว {password}")


@user.command("password")
@click.argument("username")
@click.option("--office", "office_name", help="ชื่อหน่วยงาน จำเป็นเมื่อมีหลายหน่วยงาน")
def user_password(username: str, office_name: str | None) -> None:
    """ตั้งรหัสผ่านชั่วคราวใหม่ให้เจ้าหน้าที่ที่ลืมรหัสผ่าน."""
    from sqlalchemy import select

    from survey.account import operations, passwords
    from survey.models import Officer

    password = passwords.generated()
    with database(writes=True) as session:
        office = _office(session, office_name)
        officer = session.scalar(select(Officer).where(Officer.office_id == office.id, Officer.username == username.lower()))
        if officer is None:
            fail("ไม่พบชื่อผู้ใช้นี้ในหน่วยงาน")
        operations.set_password(session, officer, password, is_temporary=True)
        session.commit()
    click.echo(f"รหัสผ่านชั่วคราวของ {username} คือ {password}")


def _office(session: Session, name: str | None) -> Office:
    from sqlalchemy import select

    from survey.account.operations import create_office
    from survey.models import Office

    offices = list(session.scalars(select(Office).order_by(Office.name)))
    if name is None:
        if len(offices) != 1:
            fail("กรุณาระบุ --office", *(office.name for office in offices), code=BAD_USE)
        return offices[0]
    for office in offices:
        if office.name == name:
            return office
    return create_office(session, name=name)
