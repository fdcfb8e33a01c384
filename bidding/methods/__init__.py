"""How offers are compared: a promise printed in the notice, hence here. Pure."""
