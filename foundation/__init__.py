"""The few things both houses stand on: settings, clock, refusals, work, records, ledger, timers, accounts."""
