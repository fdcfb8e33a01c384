"""What can go wrong where bytes are kept. No message or field ever carries a credential or a signed address."""


class StoreTrouble(Exception):
    """The store could not do what was asked."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or type(self).__doc__)
        self.reason = reason


class StoreUnavailable(StoreTrouble):
    """The store cannot be reached or does not work now; the same call may succeed later."""


class StoreRefusesUs(StoreUnavailable):
    """The store answers but refuses our key: the operator has to mend the address."""


class StoreFull(StoreTrouble):
    """The store has no room left."""


class StoreAddressRefused(StoreTrouble):
    """The address of the store is not one of memory:, file:///path, s3://KEY:SECRET@host:port/bucket."""


class NameRefused(StoreTrouble):
    """An object name is a prefix of small letters, two hex digits, and 32 hex digits that begin with those two."""


class ObjectMissing(StoreTrouble):
    """Nothing finished is kept under this name."""


class ObjectExists(StoreTrouble):
    """Something else is finished under this name already, and nothing is ever overwritten."""


class ObjectDamaged(StoreTrouble):
    """The object was finished, but part of it is gone or altered: someone touched the store from outside."""


class PieceRefused(StoreTrouble):
    """The piece is not of the announced size, or the pieces do not make one object."""


class HandleUnknown(StoreTrouble):
    """No upload is open under this handle: it was never begun here, or is finished or abandoned."""
