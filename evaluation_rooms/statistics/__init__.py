"""How much was judged from afar: the 50 % target, proven and declared, closed by month."""
