# Logits (B, K-1) that the level lies above each of the levels 0 .. K-2, from scores (B, 1) and thresholds (K-1). The first threshold is
# used as it is, and each further one lies softplus(t) below the one before, so that the probabilities fall with the level.
def cumulative(scores: Tensor, thresholds: Tensor) -> Tensor:
  first = torch.narrow(thresholds, 0, 0, 1)
  falls = torch.neg(torch.softplus(torch.narrow(thresholds, 0, 1, torch.sub(torch.size(thresholds, 0), 1)), 1, 40))
  return torch.add(scores, torch.cumsum(torch.cat([first, falls]), 0, dtype=None))

def cross_entropy(cumulative: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
  each = torch.mean(torch.binary_cross_entropy_with_logits(cumulative, shares, None, None, 0), [1], False, dtype=None)
  return torch.div(torch.sum(torch.mul(each, weights)), torch.clamp_min(torch.sum(weights), 1e-12))

# (B, K): P(level = k) = P(level > k-1) - P(level > k), where P(level > -1) = 1 and P(level > K-1) = 0.
def probabilities(cumulative: Tensor) -> Tensor:
  above = torch.sigmoid(cumulative)
  return torch.sub(torch.constant_pad_nd(above, [1, 0], 1), torch.constant_pad_nd(above, [0, 1], 0))
