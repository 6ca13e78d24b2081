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

# The rows of x (2B, D) are B pairs, each of two rows that follow one another.
def neighbours_cosine(x: Tensor, targets: Tensor) -> Tensor:
  n = torch.size(x, 0)
  return self.graded_cosine(torch.slice(x, 0, 0, n, 2), torch.slice(x, 0, 1, n, 2), targets)

# All pairs i < j of the rows of x (B, D); the cosines of pairs with same (B, B) = 1 are drawn to 1, and all others to 0. Either kind has half
# of the weight.
def all_pairs_cosine(x: Tensor, same: Tensor) -> Tensor:
  u = self.unit_rows(x)
  error = torch.square(torch.sub(torch.mm(u, torch.t(u)), same))
  positive = torch.triu(same, 1)
  negative = torch.triu(torch.rsub(same, 1), 1)
  near = torch.div(torch.sum(torch.mul(error, positive)), torch.clamp_min(torch.sum(positive), 1))
  far = torch.div(torch.sum(torch.mul(error, negative)), torch.clamp_min(torch.sum(negative), 1))
  return torch.mul(torch.add(near, far), 0.5)

# For each row of x (B, D) the mean over its own labels plus the mean over all others, halved; owned (B, K) is 1 for own labels.
def label_contrastive(x: Tensor, labels: Tensor, owned: Tensor, margin: float) -> Tensor:
  d = torch.rsub(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(labels))), 1)
  others = torch.rsub(owned, 1)
  near = torch.mul(torch.square(d), owned)
  far = torch.mul(torch.square(torch.clamp_min(torch.rsub(d, margin), 0)), others)
  mean_near = torch.div(torch.sum(near, [1]), torch.clamp_min(torch.sum(owned, [1]), 1))
  mean_far = torch.div(torch.sum(far, [1]), torch.clamp_min(torch.sum(others, [1]), 1))
  return torch.mul(torch.mean(torch.add(mean_near, mean_far)), 0.25)

# The cross-entropy of an own label among it and the labels that are not own, as the mean over own labels and then over rows.
def label_softmax(x: Tensor, labels: Tensor, owned: Tensor, scale: float) -> Tensor:
  s = torch.mul(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(labels))), scale)
  others = torch.logsumexp(torch.add(s, torch.mul(owned, -1e30)), [1], True)
  loss = torch.mul(torch.softplus(torch.sub(others, s)), owned)
  return torch.mean(torch.div(torch.sum(loss, [1]), torch.clamp_min(torch.sum(owned, [1]), 1)))
