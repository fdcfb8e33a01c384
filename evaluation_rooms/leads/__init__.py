"""Leads 线索: what may point to collusion, looked at by the committee once its marks stand, and by the supervisor."""
