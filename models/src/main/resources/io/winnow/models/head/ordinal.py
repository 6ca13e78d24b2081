# Logits (B, K-1) that the level lies above each of the levels 0 .. K-2, from scores (B, 1) and thresholds (K-1). The first threshold is
# used as it is, and each further one lies softplus(t) below the one before, so that the probabilities fall with the level.
def cumulative(scores: Tensor, thresholds: Tensor) -> Tensor:
  first = torch.narrow(thresholds, 0, 0, 1)
  falls = torch.neg(torch.softplus(torch.narrow(thresholds, 0, 1, torch.sub(torch.size(thresholds, 0), 1)), 1, 40))
  return torch.add(scores, torch.cumsum(torch.cat([first, falls]), 0, dtype=None))
