"""Bills of quantities: read from rows of cells, compared with the tender's, cleared 清标. Pure."""
