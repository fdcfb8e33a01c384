"""What follows a report: review, candidates published, objections, award, notices, bonds, contract, archive."""
