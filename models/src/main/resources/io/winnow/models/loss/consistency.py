# The mean cross-entropy of the labels (B, C), of those examples whose probability of the right class is at most the threshold.
def annealed(logits: Tensor, labels: Tensor, threshold: float) -> Tensor:
  own = torch.sum(torch.mul(labels, torch.log_softmax(logits, 1)), [1])
  kept = torch.type_as(torch.le(torch.exp(torch.detach(own)), threshold), own)
  return torch.neg(torch.div(torch.sum(torch.mul(own, kept)), torch.clamp_min(torch.sum(kept), 1.)))

# The divergence of the predictions from targets (B, C), for the examples in the mask (B), divided by the whole batch.
def consistency(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
  each = torch.sub(torch.special_xlogy(targets, targets), torch.mul(targets, torch.log_softmax(logits, 1)))
  return torch.mean(torch.mul(torch.sum(each, [1]), mask))

# The mean entropy of the predictions.
def entropy(logits: Tensor) -> Tensor:
  log_p = torch.log_softmax(logits, 1)
  return torch.neg(torch.mean(torch.sum(torch.mul(torch.exp(log_p), log_p), [1])))

# FreeMatch's loss of fairness: sum_k a_k ln b_k, where b is the mean prediction of the examples in the mask (B), divided by the share of each
# class among their largest predictions; 0 where no example has the class, and 0 if the mask is empty. shares (C) is a.
def fairness(logits: Tensor, mask: Tensor, shares: Tensor) -> Tensor:
  q = torch.softmax(logits, 1)
  w = torch.unsqueeze(mask, 1)
  count = torch.clamp_min(torch.sum(mask), 1.)
  mean = torch.div(torch.sum(torch.mul(q, w), [0]), count)
  largest = torch.type_as(torch.one_hot(torch.argmax(torch.detach(q), 1, False), torch.size(q, 1)), q)
  histogram = torch.div(torch.sum(torch.mul(largest, w), [0]), count)
  none = torch.eq(histogram, 0)
  ratio = torch.masked_fill(torch.div(mean, torch.masked_fill(histogram, none, 1.)), none, 0)
  b = torch.div(ratio, torch.clamp_min(torch.sum(ratio), 1e-12))
  return torch.mul(torch.sum(torch.mul(shares, torch.log(torch.add(b, 1e-12)))), torch.type_as(torch.gt(torch.sum(mask), 0), q))

# Rows of an array (B, ..).
def rows(x: Tensor, begin: int, count: int) -> Tensor:
  return torch.narrow(x, 0, begin, count)
