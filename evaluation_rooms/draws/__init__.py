"""Who is drawn, provably: sessions over lots, the ceremony, the draw, answers, reserves and seats."""
