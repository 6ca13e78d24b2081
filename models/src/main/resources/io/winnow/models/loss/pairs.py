def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# The lower bound keeps the gradient of the square root finite; below the bound the gradient is zero.
def distance(x: Tensor, y: Tensor) -> Tensor:
  return torch.sqrt(torch.clamp_min(torch.sum(torch.square(torch.sub(x, y)), [1]), 1e-7))

def contrastive(x: Tensor, y: Tensor, dissimilar: Tensor, margin: float) -> Tensor:
  d = self.distance(x, y)
  near = torch.mul(torch.rsub(dissimilar, 1), torch.square(d))
  far = torch.mul(dissimilar, torch.square(torch.clamp_min(torch.rsub(d, margin), 0)))
  return torch.mul(torch.mean(torch.add(near, far)), 0.5)

def cosine(x: Tensor, y: Tensor) -> Tensor:
  return torch.sum(torch.mul(self.unit_rows(x), self.unit_rows(y)), [1])

def graded_cosine(x: Tensor, y: Tensor, targets: Tensor) -> Tensor:
  return torch.mean(torch.square(torch.sub(self.cosine(x, y), targets)))

# Masked scores are -1e30 rather than -inf, so that the gradient is zero and not NaN where no negative is left.
def in_batch_negatives(x: Tensor, y: Tensor, groups: Tensor, scale: float, symmetric: bool) -> Tensor:
  scores = torch.mul(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(y))), scale)
  same = torch.eq(torch.unsqueeze(groups, 1), torch.unsqueeze(groups, 0))
  _0 = torch.fill_diagonal_(same, False, False)
  kept = torch.masked_fill(scores, same, -1e30)
  own = torch.diagonal(scores, 0, 0, 1)
  loss = torch.mean(torch.sub(torch.logsumexp(kept, [1]), own))
  if symmetric:
    other = torch.mean(torch.sub(torch.logsumexp(kept, [0]), own))
    loss = torch.mul(torch.add(loss, other), 0.5)
  return loss
