# MLCD, arXiv 2407.17331, section 3. The negatives of an example are all sampled centers except its own positives.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def cosines(x: Tensor, centers: Tensor) -> Tensor:
  return torch.mm(self.unit_rows(x), torch.t(self.unit_rows(centers)))

# Computes cos(theta + margin). Its gradient is that of cos(theta) times a slope: the exact sin(theta + margin) / sin(theta), which is
# negative if theta + margin exceeds pi; if guarded, 1 in place of negative slopes; or always 1.
def with_margin(cosine: Tensor, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  c = torch.detach(cosine)
  sine = torch.sqrt(torch.clamp_min(torch.rsub(torch.mul(c, c), 1), 0))
  value = torch.sub(torch.mul(c, cos_margin), torch.mul(sine, sin_margin))
  step = torch.sub(cosine, c)
  if exact:
    slope = torch.add(torch.div(torch.mul(c, sin_margin), torch.clamp_min(sine, 1e-6)), cos_margin)
    if guarded:
      slope = torch.masked_fill(slope, torch.lt(slope, 0), 1)
    step = torch.mul(step, slope)
  return torch.add(value, step)

# Positives are masked with -1e30 rather than -inf, so that the gradient is zero and not NaN if an example has no negatives.
def negative_scores(cosine: Tensor, positives: Tensor, scale: float) -> Tensor:
  return torch.scatter(torch.mul(cosine, scale), 1, positives, -1e30)

def positive_scores(cosine: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mul(self.with_margin(torch.gather(cosine, 1, positives), cos_margin, sin_margin, exact, guarded), scale)

# log(1 + sum of exp(scores)) for each row
def log1p_sum_exp(scores: Tensor) -> Tensor:
  return torch.logsumexp(torch.constant_pad_nd(scores, [1, 0], 0), [1])

def equation5(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = self.cosines(x, centers)
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  return torch.add(self.log1p_sum_exp(self.negative_scores(cosine, positives, scale)), self.log1p_sum_exp(torch.neg(p)))

def equation4(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = self.cosines(x, centers)
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  n = self.negative_scores(cosine, positives, scale)
  product = torch.add(torch.logsumexp(n, [1], True), torch.logsumexp(torch.neg(p), [1], True))
  return self.log1p_sum_exp(product)

# Equation 3 is equation 4 with only one label: -log(exp(s) / (exp(s) + N)) = log(1 + N exp(-s)).
def equation3(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return self.equation4(x, centers, torch.narrow(positives, 1, 0, 1), scale, cos_margin, sin_margin, exact, guarded)

def per_slot(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = self.cosines(x, centers)
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  # Each positive has a softmax of its own, in which only its own score has the margin.
  slots = torch.size(positives, 1)
  losses: List[Tensor] = []
  for i in range(slots):
    own = torch.narrow(positives, 1, i, 1)
    score = torch.narrow(p, 1, i, 1)
    all = torch.scatter(torch.mul(cosine, scale), 1, own, score)
    _0 = torch.append(losses, torch.sub(torch.logsumexp(all, [1]), torch.squeeze(score, 1)))
  return torch.mean(torch.stack(losses, 1), [1], False, dtype=None)

# Means over the batch.

# Follows a network pass.
def mean_equation5(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation5(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

# Follows a network pass.
def mean_equation4(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation4(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

# Follows a network pass.
def mean_equation3(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation3(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

# Follows a network pass.
def mean_per_slot(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.per_slot(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

# The logarithms of N and P over the centers of one shard, (2, B). Positives of other shards refer to an extra column after the last center.
def halves(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = torch.constant_pad_nd(self.cosines(x, centers), [0, 1], 0)
  foreign = torch.eq(positives, torch.size(centers, 0))
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  own = torch.masked_fill(torch.neg(p), foreign, -1e30)
  column = torch.full_like(torch.narrow(positives, 1, 0, 1), torch.size(centers, 0))
  n = torch.scatter(self.negative_scores(cosine, positives, scale), 1, column, -1e30)
  return torch.stack([torch.logsumexp(n, [1]), torch.logsumexp(own, [1])])

# The mean loss of equation 5 (separate) or equation 4, from the halves of all shards.
def joined(halves: List[Tensor], separate: bool) -> Tensor:
  sums = torch.logsumexp(torch.stack(halves), [0])
  n = torch.reshape(torch.select(sums, 0, 0), [-1, 1])
  p = torch.reshape(torch.select(sums, 0, 1), [-1, 1])
  if separate:
    loss = torch.mean(torch.add(self.log1p_sum_exp(n), self.log1p_sum_exp(p)))
  else:
    loss = torch.mean(self.log1p_sum_exp(torch.add(n, p)))
  return loss
