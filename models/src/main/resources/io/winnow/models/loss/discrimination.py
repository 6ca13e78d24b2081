# MLCD, arXiv 2407.17331, section 3. Negatives are all sampled centers but the example's own positives.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def cosines(x: Tensor, centers: Tensor) -> Tensor:
  return torch.mm(self.unit_rows(x), torch.t(self.unit_rows(centers)))

# cos(theta + margin) in value; in gradient a chosen slope times that of cos(theta). The exact one is
# sin(theta + margin) / sin(theta), which is negative beyond pi.
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

# -1e30 and not -inf: with no negative left the gradient is zero, not NaN.
def negative_scores(cosine: Tensor, positives: Tensor, scale: float) -> Tensor:
  return torch.scatter(torch.mul(cosine, scale), 1, positives, -1e30)

def positive_scores(cosine: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mul(self.with_margin(torch.gather(cosine, 1, positives), cos_margin, sin_margin, exact, guarded), scale)

# log(1 + sum of exp(scores)) of each row
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

# Equation 3 is equation 4 of one label: -log(exp(s) / (exp(s) + N)) = log(1 + N exp(-s)).
def equation3(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return self.equation4(x, centers, torch.narrow(positives, 1, 0, 1), scale, cos_margin, sin_margin, exact, guarded)

def per_slot(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = self.cosines(x, centers)
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  # exp(all) with this slot's score replaced by the one with margin
  slots = torch.size(positives, 1)
  losses: List[Tensor] = []
  for i in range(slots):
    own = torch.narrow(positives, 1, i, 1)
    score = torch.narrow(p, 1, i, 1)
    all = torch.scatter(torch.mul(cosine, scale), 1, own, score)
    _0 = torch.append(losses, torch.sub(torch.logsumexp(all, [1]), torch.squeeze(score, 1)))
  return torch.mean(torch.stack(losses, 1), [1], False, dtype=None)

# Means over the batch
def mean_equation5(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation5(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

def mean_equation4(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation4(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

def mean_equation3(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.equation3(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

def mean_per_slot(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  return torch.mean(self.per_slot(x, centers, positives, scale, cos_margin, sin_margin, exact, guarded))

# (2, B): logs of the sums over negatives and positives of one shard. A positive of another shard has the place of an added column.
def halves(x: Tensor, centers: Tensor, positives: Tensor, scale: float, cos_margin: float, sin_margin: float, exact: bool, guarded: bool) -> Tensor:
  cosine = torch.constant_pad_nd(self.cosines(x, centers), [0, 1], 0)
  foreign = torch.eq(positives, torch.size(centers, 0))
  p = self.positive_scores(cosine, positives, scale, cos_margin, sin_margin, exact, guarded)
  own = torch.masked_fill(torch.neg(p), foreign, -1e30)
  column = torch.full_like(torch.narrow(positives, 1, 0, 1), torch.size(centers, 0))
  n = torch.scatter(self.negative_scores(cosine, positives, scale), 1, column, -1e30)
  return torch.stack([torch.logsumexp(n, [1]), torch.logsumexp(own, [1])])

# Both equations from the halves of all shards.
def joined(halves: List[Tensor], separate: bool) -> Tensor:
  sums = torch.logsumexp(torch.stack(halves), [0])
  n = torch.reshape(torch.select(sums, 0, 0), [-1, 1])
  p = torch.reshape(torch.select(sums, 0, 1), [-1, 1])
  if separate:
    loss = torch.mean(torch.add(self.log1p_sum_exp(n), self.log1p_sum_exp(p)))
  else:
    loss = torch.mean(self.log1p_sum_exp(torch.add(n, p)))
  return loss
