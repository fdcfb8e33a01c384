"""Intake, projects, lots, funds; is a tender statutory, is it judged from afar, and why."""
