"""What may point to collusion (domain 5.3): leads with their evidence, one file a rule family. A lead is no verdict."""
