"""All rules about what stands in the files of the bids, C06 to C12. Pure."""

from collections.abc import Sequence

from bidding.methods.leads.bonds import bonds
from bidding.methods.leads.contacts import contacts
from bidding.methods.leads.errors import same_errors
from bidding.methods.leads.lead import Lead, in_order
from bidding.methods.leads.mixed import mixed
from bidding.methods.leads.people import people
from bidding.methods.leads.rates import equal_ratios
from bidding.methods.leads.similarity import similar
from bidding.methods.leads.texts import BidText, Ordinary
from foundation.rulebook import Rulebook


def leads_of_files(bids: Sequence[BidText], ordinary: Ordinary, rules: Rulebook) -> tuple[Lead, ...]:
    """Of every rule, in order; the order in which bids are given changes nothing."""
    return in_order(
        [
            *contacts(bids, ordinary),
            *people(bids, ordinary),
            *similar(bids, ordinary, rules),
            *same_errors(bids, ordinary, rules),
            *equal_ratios(bids, ordinary, rules),
            *mixed(bids, ordinary),
            *bonds(bids, ordinary),
        ]
    )
