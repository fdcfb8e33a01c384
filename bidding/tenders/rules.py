"""The states of a lot round (domain.md 2.2) as far as they are reached: who may take which step, under which rule."""

from foundation.machine import Machine, Step

MACHINE = Machine(
    "lot round",
    "lot 标段",
    (
        Step("DRAFT", "publish", "BIDDING", "agency|buyer", "R-BID-PERIOD"),
        Step("BIDDING", "extend", "BIDDING", "agency|buyer", "R-CLARIFY"),
        Step("BIDDING", "terminate", "TERMINATED", "agency|buyer", "条例31"),
        Step("BIDDING", "freeze", "OPENING", "clock", "R-DEADLINE"),
        Step("BIDDING", "freeze", "FAILED_FEW", "clock", "R-BIDS-MIN"),
        Step("OPENING", "count", "DECRYPTING", "clock", "R-BIDS-MIN"),
        Step("OPENING", "count", "FAILED_FEW", "clock", "R-BIDS-MIN"),
        Step("DECRYPTING", "read_out", "READ_OUT", "clock", "Order 20 Art. 30"),
        Step("DECRYPTING", "read_out", "FAILED_FEW", "clock", "条例44"),
        Step("READ_OUT", "close", "OPENED", "agency|buyer|centre_staff", "Order 20 Art. 32"),
    ),
)
