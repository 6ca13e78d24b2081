def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# Follows a network pass.
def info_nce(queries: Tensor, keys: Tensor, queue: Tensor, temperature: float) -> Tensor:
  q = self.unit_rows(queries)
  k = torch.detach(self.unit_rows(keys))
  own = torch.div(torch.sum(torch.mul(q, k), [1], True, dtype=None), temperature)
  others = torch.div(torch.mm(q, torch.t(queue)), temperature)
  return torch.mean(torch.sub(torch.logsumexp(torch.cat([own, others], 1), [1]), torch.squeeze(own, 1)))

def cross_entropy(logits: Tensor, classes: Tensor, smoothing: float) -> Tensor:
  return torch.cross_entropy_loss(logits, classes, None, 1, -100, smoothing)

def binary_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
  return torch.binary_cross_entropy_with_logits(logits, targets, None, None, 1)

# The mean of losses (B) with weights (B); 0 if all weights are 0.
def weighted(losses: Tensor, weights: Tensor) -> Tensor:
  return torch.div(torch.sum(torch.mul(losses, weights)), torch.clamp_min(torch.sum(weights), 1e-12))

# targets (B, C), each row sums to 1; weights (B)
def soft_cross_entropy(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  return self.weighted(torch.neg(torch.sum(torch.mul(targets, torch.log_softmax(logits, 1)), [1])), weights)

def divergence(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  each = torch.sub(torch.special_xlogy(targets, targets), torch.mul(targets, torch.log_softmax(logits, 1)))
  return self.weighted(torch.sum(each, [1]), weights)

# -log of the total probability of the candidates (B, C), as softplus(logsumexp(others) - logsumexp(candidates)), which is exact where that
# probability is close to 1. Masked scores are -1e30 rather than -inf, so that the gradient is zero and not NaN if nothing is left.
def candidates(logits: Tensor, candidates: Tensor, weights: Tensor) -> Tensor:
  own = torch.gt(candidates, 0)
  inside = torch.logsumexp(torch.masked_fill(logits, torch.logical_not(own), -1e30), [1])
  outside = torch.logsumexp(torch.masked_fill(logits, own, -1e30), [1])
  return self.weighted(torch.softplus(torch.sub(outside, inside), 1, 40), weights)

def squared_distance(x: Tensor, y: Tensor) -> Tensor:
  return torch.mean(torch.sum(torch.square(torch.sub(x, y)), [1]))

def scaled(loss: Tensor, factor: float) -> Tensor:
  return torch.mul(loss, factor)
