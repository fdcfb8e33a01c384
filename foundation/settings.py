"""Settings: every environment variable the platform reads, in one place, each with its meaning.

Nothing else reads the environment. `docs/operations.md` lists the same names; a test keeps the two equal.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What one server process is told from outside."""

    data_dir: Path = Path("data")
    """TIANPING_DATA_DIR: folder of the embedded database, local objects, keys and worker sockets."""
    database_url: str = ""
    """TIANPING_DATABASE_URL (or DATABASE_URL): PostgreSQL 18 server; empty = embedded in the data folder."""
    object_store: str = ""
    """TIANPING_OBJECT_STORE: `s3://KEY:SECRET@host:port/bucket?secure=1` or `file:///folder`; empty = data folder."""
    signing_key_file: str = ""
    """TIANPING_SIGNING_KEY_FILE: file with the platform's Ed25519 seed; empty = made in the data folder."""
    vault_key_file: str = ""
    """TIANPING_VAULT_KEY_FILE: file with the key of names and telephone numbers; empty = made in the data folder."""
    host: str = "127.0.0.1"
    """TIANPING_HOST: address the server listens on."""
    port: int = 8080
    """TIANPING_PORT: port the server listens on."""
    public_url: str = ""
    """TIANPING_PUBLIC_URL: address printed in notices and links; empty = http://host:port."""
    platform_name: str = "天平 Tianping"
    """TIANPING_PLATFORM_NAME: operator's name in records and documents."""
    allowed_origins: tuple[str, ...] = ()
    """TIANPING_ALLOWED_ORIGINS: comma separated origins a websocket may come from besides the public address."""
    worker_user: str = ""
    """TIANPING_WORKER_USER: system user of the opening workers when the server runs as root; empty = nobody."""
    opening_workers: int = 2
    """TIANPING_OPENING_WORKERS: envelopes opened at the same time by one server process."""
    run_timers: bool = True
    """TIANPING_RUN_TIMERS: whether this process also runs due timers (any number of processes may)."""
    session_idle_minutes: int = 30
    """TIANPING_SESSION_IDLE_MINUTES: a session without a request for this long has ended."""
    session_hours: int = 12
    """TIANPING_SESSION_HOURS: a session ends after this long, however busy."""
    failpoints: str = ""
    """TIANPING_FAILPOINTS: names at which the process kills itself; for fault tests only, refused with TLS origins."""
    carrier_url: str = ""
    """TIANPING_CARRIER_URL: where invitations by SMS and voice are handed over (https); empty = mail only."""
    carrier_secret: str = ""
    """TIANPING_CARRIER_SECRET: signs what goes to the carrier and what comes back; empty = no reply is taken."""
    font_dir: str = ""
    """TIANPING_FONT_DIR: folder with Noto Sans SC for printed records; empty = the installed package's fonts."""

    site_dir: str = ""
    """TIANPING_SITE_DIR: folder of the built pages; empty = `web/dist` beside the program."""
    ocid_prefix: str = "ocds-213czf"
    """TIANPING_OCID_PREFIX: prefix of open contracting ids, registered with the standard; default = its example's."""
    demonstration: bool = False
    """TIANPING_DEMONSTRATION: pages say that this is a demonstration with a moved clock; set by `tianping demo`."""

    @property
    def address(self) -> str:
        """The address people are told, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; an unreadable number or switch raises ValueError with the variable's name."""
    source = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in fields(Settings):
        name = "TIANPING_" + field.name.upper()
        raw = source.get(name)
        if raw is None and field.name == "database_url":
            raw = source.get("DATABASE_URL")
        if raw is not None:
            values[field.name] = _convert(name, raw, field.default)
    return Settings(**values)  # type: ignore[arg-type]  # built from the dataclass's own fields


def _convert(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() not in {"0", "1", "true", "false"}:
            raise ValueError(f"{name} must be 0 or 1")
        return raw.lower() in {"1", "true"}
    if isinstance(default, int):
        if not raw.isdigit():
            raise ValueError(f"{name} must be a whole number")
        return int(raw)
    if isinstance(default, Path):
        return Path(raw)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw
