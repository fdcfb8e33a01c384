"""What the packer looks at inside the bidder's own files: PDF signatures, and names hidden in metadata."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.speech import Voice


def add_packing_arguments(parser: ArgumentParser) -> None:
    """Options of the file checks."""
    parser.add_argument("--blind", type=Path, nargs="*", default=[], metavar="FILE", help="暗标文件 / blind-part files")


def pack(args: Namespace, voice: Voice) -> list[Path]:
    """The files of the documents envelope, once they were looked at."""
    return [*args.documents, *args.blind]
