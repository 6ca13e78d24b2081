# Statistics of rows x (N, D), in float64 (7 is torch.float64).

def wide(x: Tensor) -> Tensor:
  return torch.to(x, 7, False, False, None)

def rows(x: Tensor, index: Tensor) -> Tensor:
  return self.wide(torch.index_select(x, 0, index))

def all_finite(x: Tensor) -> Tensor:
  return torch.all(torch.isfinite(x))

# Neighbours

# Of each row of d (B, N) the least values and their columns (B, count), least first. Exactly count, ties to the lower column: topk
# alone gives any of the equal ones, so that it only says what the last value is.
def least(d: Tensor, count: int) -> List[Tensor]:
  values, _0 = torch.topk(d, count, 1, False, True)
  last = torch.narrow(values, 1, torch.sub(count, 1), 1)
  below = torch.lt(d, last)
  level = torch.eq(d, last)
  places = torch.rsub(torch.sum(below, [1], True, dtype=None), count)
  taken = torch.logical_or(below, torch.logical_and(level, torch.le(torch.cumsum(level, 1, dtype=None), places)))
  columns = torch.reshape(torch.select(torch.nonzero(taken), 1, 1), [-1, count])
  ordered, order = torch.sort(torch.gather(d, 1, columns), stable=True, dim=1, descending=False)
  return [ordered, torch.gather(columns, 1, order)]

# For the rows from first on their nearest others; 2 computes distances from differences, as |a|^2 + |b|^2 - 2 ab loses half of the digits.
def euclidean(part: Tensor, x: Tensor, first: int, count: int) -> List[Tensor]:
  d = torch.cdist(part, x, 2., 2)
  _0 = torch.fill_diagonal_(torch.narrow(d, 1, first, torch.size(part, 0)), inf)
  return self.least(d, count)

# As euclidean, for unit rows; the distance is -cosine.
def cosine(part: Tensor, x: Tensor, first: int, count: int) -> List[Tensor]:
  d = torch.neg(torch.mm(part, torch.t(x)))
  _0 = torch.fill_diagonal_(torch.narrow(d, 1, first, torch.size(part, 0)), inf)
  return self.least(d, count)

# (N, k): the value of each neighbour
def theirs(values: Tensor, columns: Tensor) -> Tensor:
  return torch.reshape(torch.index_select(values, 0, torch.reshape(columns, [-1])), [-1, torch.size(columns, 1)])

# (N): local reachability density
def density(distances: Tensor, columns: Tensor) -> Tensor:
  reach = torch.maximum(distances, self.theirs(torch.select(distances, 1, -1), columns))
  return torch.reciprocal(torch.add(torch.mean(reach, [1], False, dtype=None), 1e-10))

# (N): local outlier factor
def factors(density: Tensor, columns: Tensor) -> Tensor:
  return torch.mean(torch.div(self.theirs(density, columns), torch.unsqueeze(density, 1)), [1], False, dtype=None)

# Gaussians

# [mean (D), unbiased covariance (D, D)]; of one row the covariance is zero
def moments(x: Tensor) -> List[Tensor]:
  mean = torch.mean(x, [0], False, dtype=None)
  c = torch.sub(x, mean)
  n = torch.size(x, 0)
  divisor = 1
  if torch.gt(n, 2):
    divisor = torch.sub(n, 1)
  return [mean, torch.div(torch.mm(torch.t(c), c), divisor)]

# [mu', Sigma'] of class k: lenders (q) and their weights (q)
def blend(means: Tensor, covariances: Tensor, lenders: Tensor, weights: Tensor, k: int, gamma: float, alpha: float) -> List[Tensor]:
  lent_mean = torch.mv(torch.t(torch.index_select(means, 0, lenders)), weights)
  lent = torch.sum(torch.mul(torch.index_select(covariances, 0, lenders), torch.reshape(weights, [-1, 1, 1])), [0])
  mean = torch.add(torch.mul(lent_mean, gamma), torch.mul(torch.select(means, 0, k), torch.sub(1., gamma)))
  covariance = torch.add(torch.mul(lent, gamma), torch.mul(torch.select(covariances, 0, k), torch.sub(1., gamma)))
  return [mean, torch.add(covariance, alpha)]

def symmetric(a: Tensor) -> Tensor:
  return torch.div(torch.add(a, torch.t(a)), 2)

# (D, D): the symmetric root of the nearest positive semidefinite matrix
def root(covariance: Tensor) -> Tensor:
  values, vectors = torch.linalg_eigh(self.symmetric(covariance), "L")
  return torch.mm(torch.mul(vectors, torch.sqrt(torch.clamp_min(values, 0))), torch.t(vectors))

def shifted(mean: Tensor, root: Tensor, noise: Tensor) -> Tensor:
  return torch.add(torch.mm(noise, root), mean)

# (M, D) float32 (6) from standard normal noise (M, D)
def draw(mean: Tensor, covariance: Tensor, noise: Tensor) -> Tensor:
  return torch.to(self.shifted(mean, self.root(covariance), self.wide(noise)), 6, False, False, None)

# of covariances (K, D, D)
def mean_variance(covariances: Tensor) -> Tensor:
  return torch.reshape(torch.mean(torch.diagonal(covariances, 0, 1, 2), dtype=None), [1])

# (N)
def log_density(x: Tensor, mean: Tensor, covariance: Tensor, least: float) -> Tensor:
  values, vectors = torch.linalg_eigh(self.symmetric(covariance), "L")
  variances = torch.add(torch.clamp_min(values, 0), least)
  along = torch.mm(torch.sub(x, mean), vectors)
  square = torch.sum(torch.div(torch.square(along), variances), [1])
  constant = torch.sum(torch.log(torch.mul(variances, 6.283185307179586)))
  return torch.mul(torch.add(square, constant), -0.5)

# Robust choices

def unit(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# (N): squared distance to a centre in units of each column's own deviation
def scaled(x: Tensor, centre: Tensor, of: Tensor) -> Tensor:
  variance = torch.mean(torch.square(torch.sub(of, centre)), [0], False, dtype=None)
  floor = torch.add(torch.mul(torch.mean(variance, dtype=None), 1e-3), 1e-30)
  return torch.sum(torch.div(torch.square(torch.sub(x, centre)), torch.add(variance, floor)), [1])

# (count): the rows that stay, from the columns' medians on
def trimmed(x: Tensor, count: int, iterations: int) -> Tensor:
  centre, _0 = torch.median(x, 0, False)
  _1, index = torch.topk(self.scaled(x, centre, x), count, 0, False, True)
  for i in range(torch.sub(iterations, 1)):
    of = torch.index_select(x, 0, index)
    _2, index = torch.topk(self.scaled(x, torch.mean(of, [0], False, dtype=None), of), count, 0, False, True)
  return index

# row nearest to the mean
def central(x: Tensor) -> Tensor:
  return torch.argmin(torch.sum(torch.square(torch.sub(x, torch.mean(x, [0], False, dtype=None))), [1]))
