"""The `sutcharit` command. Commands import what they need when they run, so that those without a database start at once."""

import click

from survey.cli.box import box, open_box
from survey.cli.case_keys import case
from survey.cli.check import check
from survey.cli.complaints import complaints_group
from survey.cli.daily import daily
from survey.cli.figures import score, total
from survey.cli.files import export_responses, import_responses
from survey.cli.keys import keys
from survey.cli.offices import offices
from survey.cli.reindex import reindex
from survey.cli.report import report
from survey.cli.rounds import rounds
from survey.cli.serving import init, serve
from survey.cli.users import user


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sutcharit", prog_name="sutcharit")
def main() -> None:
    """สุจริต: ซ้อมการประเมินคุณธรรมและความโปร่งใส (ITA) ของหน่วยงาน."""


for command in (
    *(init, serve, rounds, import_responses, export_responses, score, total, check, offices, report, user, keys, box, open_box),
    daily,
    reindex,
    complaints_group,
    case,
):
    main.add_command(command)
