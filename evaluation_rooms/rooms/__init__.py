"""Where a committee sits: slips, seats, pledge, presence, phases, pauses, calls for help; every act an event."""
