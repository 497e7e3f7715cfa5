"""The command `jaego`: one sub-command a verb, errors in one sentence, exit code 2 for bad input and 1 for a fault."""

import logging
import sys

import typer
from typer.exceptions import TyperException

from cli import audit, backtest, db, imports, policy, runs, server, templates, up, users, world
from cli.console import fail
from kit.errors import JaegoError
from kit.logging import configure_logging, report_crashes

app = typer.Typer(
    name="jaego",
    help="Demand forecasts, purchase recommendations and approvals for e-commerce buyers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.add_typer(db.app, name="db")
app.command("migrate")(db.migrate_tables)
app.command("import")(imports.import_files)
app.command("generate")(world.generate)
app.command("nightly")(runs.nightly)
app.command("train")(runs.train)
app.command("backtest")(backtest.backtest)
app.command("policy-backtest")(policy.policy_backtest)
app.command("replay")(policy.replay)
app.command("diff")(policy.diff)
app.command("worker")(runs.worker)
app.command("up")(up.up)
app.command("demo")(up.demo)
app.add_typer(users.app, name="users")
app.add_typer(audit.app, name="audit")
app.command("serve")(server.serve)
app.command("export-templates")(templates.export_templates)
app.command("export-schema")(server.export_schema)


def run() -> None:
    """Run the command line; all errors that users see end here."""
    report_crashes()
    configure_logging("WARNING", "console")  # until a command has read the settings
    logging.captureWarnings(capture=True)  # what a library warns of belongs in the log, not on a terminal
    try:
        sys.exit(app(standalone_mode=False))
    except JaegoError as error:
        fail(str(error))
        sys.exit(error.exit_code)
    except TyperException as error:
        _explain(error)
        sys.exit(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        fail("Interrupted.")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)


def _explain(error: TyperException) -> None:
    """One sentence and where to read on; a bare command's help stays as it is."""
    message = error.format_message()
    if not message.strip():  # a bare command, whose help was shown
        return
    context = getattr(error, "ctx", None)
    fail(f"{message.rstrip('.')}; see {context.command_path if context else 'jaego'} --help.")
