# Differences (B, T); 0, without gradient, where the mask is 0. Both sides are replaced there before they meet, because NaN * 0 is NaN, in
# the backward pass too.
def differences(predicted: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
  unknown = torch.eq(mask, 0)
  return torch.sub(torch.masked_fill(predicted, unknown, 0), torch.masked_fill(targets, unknown, 0))

# The mean of losses (B, T) over the known numbers, each with the weight (B) of its example.
def weighted(losses: Tensor, mask: Tensor, weights: Tensor) -> Tensor:
  w = torch.mul(mask, torch.unsqueeze(weights, 1))
  return torch.div(torch.sum(torch.mul(losses, w)), torch.clamp_min(torch.sum(w), 1e-12))

# Follows a network pass.
def squared(predicted: Tensor, targets: Tensor, mask: Tensor, weights: Tensor) -> Tensor:
  return self.weighted(torch.square(self.differences(predicted, targets, mask)), mask, weights)

# Follows a network pass.
def absolute(predicted: Tensor, targets: Tensor, mask: Tensor, weights: Tensor) -> Tensor:
  return self.weighted(torch.abs(self.differences(predicted, targets, mask)), mask, weights)

# Follows a network pass.
def huber(predicted: Tensor, targets: Tensor, mask: Tensor, weights: Tensor, delta: float) -> Tensor:
  d = self.differences(predicted, targets, mask)
  return self.weighted(torch.huber_loss(d, torch.zeros_like(d), 0, delta), mask, weights)
