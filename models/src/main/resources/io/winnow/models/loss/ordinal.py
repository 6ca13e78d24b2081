# cumulative (B, K-1): logits that the level lies above each of the levels 0 .. K-2.

# Follows a network pass.
def cross_entropy(cumulative: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
  each = torch.mean(torch.binary_cross_entropy_with_logits(cumulative, shares, None, None, 0), [1], False, dtype=None)
  return torch.div(torch.sum(torch.mul(each, weights)), torch.clamp_min(torch.sum(weights), 1e-12))

# (B, K): P(level = k) = P(level > k-1) - P(level > k), where P(level > -1) = 1 and P(level > K-1) = 0.
def probabilities(cumulative: Tensor) -> Tensor:
  above = torch.sigmoid(cumulative)
  return torch.sub(torch.constant_pad_nd(above, [1, 0], 1), torch.constant_pad_nd(above, [0, 1], 0))
