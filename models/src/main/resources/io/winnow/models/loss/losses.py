def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

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

# targets (B, C), each row sums to 1; weights (B)
def soft_cross_entropy(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  each = torch.neg(torch.sum(torch.mul(targets, torch.log_softmax(logits, 1)), [1]))
  return torch.div(torch.sum(torch.mul(each, weights)), torch.sum(weights))

def squared_distance(x: Tensor, y: Tensor) -> Tensor:
  return torch.mean(torch.sum(torch.square(torch.sub(x, y)), [1]))

def scaled(loss: Tensor, factor: float) -> Tensor:
  return torch.mul(loss, factor)
