"""Where a custodian sits: a locked key file, what this machine remembers, the line to a platform, a voice."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime

from commands.custody.keys import CustodianKeys, LockedKeys, read_locked
from commands.custody.memory import Memory
from commands.files import read_document
from commands.passphrases import ask_passphrase
from commands.speech import Voice, tell_json
from commands.wire import Wire
from foundation.clock import wall_clock


class Custodian:
    """Who acts: a key file still locked, its memory, the line to one platform, the own clock, the person's voice."""

    def __init__(self, args: Namespace, voice: Voice) -> None:
        self.args, self.voice = args, voice
        self.locked: LockedKeys = read_locked(read_document(args.key), args.key)
        self.memory = Memory(args.key)
        self.wire = Wire(args.url)
        self.yes: bool = args.yes
        self.clock: Callable[[], datetime] = wall_clock
        """The custodian's own clock, never the platform's; a demonstration that plays the past gives it another."""
        self._keys: CustodianKeys | None = None

    @property
    def keys(self) -> CustodianKeys:
        """The secrets: the passphrase is asked for when they are needed, which is after every check."""
        if self._keys is None:
            self._keys = self.locked.unlock(ask_passphrase(self.args, self.voice))
        return self._keys

    def tell(self, **told: object) -> None:
        """One line of JSON, when that is wanted."""
        if self.args.json:
            tell_json(told)
