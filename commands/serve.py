"""`tianping serve`: one server process, told by the environment."""

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from foundation.settings import Settings, from_environment

NAME = "serve"
HELP = "run the platform  运行平台"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The few settings that are worth a switch; all of them are environment variables (docs/operations.md)."""
    parser.add_argument("--host", help="address to listen on (TIANPING_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (TIANPING_PORT)")
    parser.add_argument("--data", type=Path, help="data folder (TIANPING_DATA_DIR)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    import uvloop

    import app  # heavy: only where it is really used
    from foundation.ledger.signer import SmallerHeadError
    from foundation.serve import FolderInUse

    try:
        uvloop.run(app.serve(settings_of(args), partial(print, flush=True)))
    except (ValueError, FolderInUse, SmallerHeadError, OSError) as fault:
        print(f"tianping serve: {fault}", file=sys.stderr)
        return 2
    return 0


def settings_of(args: argparse.Namespace) -> Settings:
    """The environment's settings with the switches on top."""
    told = {"host": args.host, "port": args.port, "data_dir": args.data}
    return replace(from_environment(), **{name: value for name, value in told.items() if value is not None})
