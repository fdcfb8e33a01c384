"""The demonstration: tenders whose past is played through the front door, and one that opens by itself."""
