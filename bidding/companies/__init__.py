"""Company keys, bound to a credit code by staff; they say nothing of any tender."""
