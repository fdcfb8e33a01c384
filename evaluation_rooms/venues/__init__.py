"""Where experts sit: venues in their physical cities, rooms, workstations, and bookings that never overlap."""
