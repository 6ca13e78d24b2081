# Statistics of rows x (N, D) in float64. The number 7 is torch.float64, and 6 is torch.float32.

def wide(x: Tensor) -> Tensor:
  return torch.to(x, 7, False, False, None)

def rows(x: Tensor, index: Tensor) -> Tensor:
  return self.wide(torch.index_select(x, 0, index))

def all_finite(x: Tensor) -> Tensor:
  return torch.all(torch.isfinite(x))

# Neighbours

# [values, columns] (B, count): the count smallest values in each row of d (B, N) and their columns, smallest first; count is below N. Of
# equal values, the one in the lower column is taken. Most columns of long rows are ruled out first: of the sets {j, C + j, 2 C + j, ..} of 32
# columns, those with the count smallest minima hold the count smallest values, unless the minimum of another set is as small.
def least(d: Tensor, count: int) -> List[Tensor]:
  sets = torch.floordiv(torch.size(d, 1), 32)
  if torch.lt(sets, torch.mul(count, 4)):
    return self.least_of_all(d, count)
  whole = torch.mul(sets, 32)
  minima = torch.amin(torch.unflatten(torch.narrow(d, 1, 0, whole), 1, [32, sets]), [1])
  smallest, found = torch.topk(minima, torch.add(count, 1), 1, False, True)
  chosen, _0 = torch.sort(torch.narrow(found, 1, 0, count), stable=True, dim=1, descending=False)
  starts = torch.mul(torch.arange(32, dtype=4, layout=None, device=ops.prim.device(d), pin_memory=False), sets)
  columns = torch.flatten(torch.add(torch.unsqueeze(chosen, 1), torch.reshape(starts, [1, -1, 1])), 1)
  candidates = torch.cat([torch.gather(d, 1, columns), torch.narrow(d, 1, whole, torch.sub(torch.size(d, 1), whole))], 1)
  values, places = self.least_of_all(candidates, count)
  if bool(torch.any(torch.le(torch.narrow(smallest, 1, count, 1), torch.narrow(values, 1, torch.sub(count, 1), 1)))):
    return self.least_of_all(d, count)
  from_sets = torch.lt(places, torch.size(columns, 1))
  at = torch.gather(columns, 1, torch.clamp_max(places, torch.sub(torch.size(columns, 1), 1)))
  last = torch.add(places, torch.sub(whole, torch.size(columns, 1)))
  return [values, torch.where(from_sets, at, last)]

# Like least, by a search of all columns. topk may return any of several equal values, so if the next value equals the last one,
# it only serves to find this value.
def least_of_all(d: Tensor, count: int) -> List[Tensor]:
  values, found = torch.topk(d, torch.add(count, 1), 1, False, True)
  last = torch.narrow(values, 1, torch.sub(count, 1), 1)
  columns, _0 = torch.sort(torch.narrow(found, 1, 0, count), stable=True, dim=1, descending=False)
  if bool(torch.any(torch.eq(last, torch.narrow(values, 1, count, 1)))):
    below = torch.lt(d, last)
    level = torch.eq(d, last)
    places = torch.rsub(torch.sum(below, [1], True, dtype=None), count)
    taken = torch.logical_or(below, torch.logical_and(level, torch.le(torch.cumsum(level, 1, dtype=None), places)))
    columns = torch.reshape(torch.select(torch.nonzero(taken), 1, 1), [-1, count])
  ordered, order = torch.sort(torch.gather(d, 1, columns), stable=True, dim=1, descending=False)
  return [ordered, torch.gather(columns, 1, order)]

def chosen(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)

# Nearest other rows for the rows of part, which begin at row first of x. The 2 makes cdist compute distances from differences, because
# |a|^2 + |b|^2 - 2 ab loses half of the digits.
def euclidean(part: Tensor, x: Tensor, first: int, count: int) -> List[Tensor]:
  d = torch.cdist(part, x, 2., 2)
  _0 = torch.fill_diagonal_(torch.narrow(d, 1, first, torch.size(part, 0)), inf)
  return self.least(d, count)

# Like euclidean, for unit rows. The distance is -cosine.
def cosine(part: Tensor, x: Tensor, first: int, count: int) -> List[Tensor]:
  d = torch.mm(torch.neg(part), torch.t(x))
  _0 = torch.fill_diagonal_(torch.narrow(d, 1, first, torch.size(part, 0)), inf)
  return self.least(d, count)

# (N, k): the value of each neighbour.
def theirs(values: Tensor, columns: Tensor) -> Tensor:
  return torch.reshape(torch.index_select(values, 0, torch.reshape(columns, [-1])), [-1, torch.size(columns, 1)])

# (N): local reachability density.
def density(distances: Tensor, columns: Tensor) -> Tensor:
  reach = torch.maximum(distances, self.theirs(torch.select(distances, 1, -1), columns))
  return torch.reciprocal(torch.add(torch.mean(reach, [1], False, dtype=None), 1e-10))

# (N): local outlier factor.
def factors(density: Tensor, columns: Tensor) -> Tensor:
  return torch.mean(torch.div(self.theirs(density, columns), torch.unsqueeze(density, 1)), [1], False, dtype=None)

# Gaussians

# [mean (D), unbiased covariance (D, D)]. The covariance of a single row is zero.
def moments(x: Tensor) -> List[Tensor]:
  mean = torch.mean(x, [0], False, dtype=None)
  c = torch.sub(x, mean)
  n = torch.size(x, 0)
  divisor = 1
  if torch.gt(n, 2):
    divisor = torch.sub(n, 1)
  return [mean, torch.div(torch.mm(torch.t(c), c), divisor)]

# [mu', Sigma'] of class k, given its lenders (q) and their weights (q).
def blend(means: Tensor, covariances: Tensor, lenders: Tensor, weights: Tensor, k: int, gamma: float, alpha: float) -> List[Tensor]:
  lent_mean = torch.mv(torch.t(torch.index_select(means, 0, lenders)), weights)
  lent = torch.sum(torch.mul(torch.index_select(covariances, 0, lenders), torch.reshape(weights, [-1, 1, 1])), [0])
  mean = torch.add(torch.mul(lent_mean, gamma), torch.mul(torch.select(means, 0, k), torch.sub(1., gamma)))
  covariance = torch.add(torch.mul(lent, gamma), torch.mul(torch.select(covariances, 0, k), torch.sub(1., gamma)))
  return [mean, torch.add(covariance, alpha)]

def symmetric(a: Tensor) -> Tensor:
  return torch.div(torch.add(a, torch.t(a)), 2)

# (D, D): the symmetric square root of the nearest positive semidefinite matrix.
def root(covariance: Tensor) -> Tensor:
  values, vectors = torch.linalg_eigh(self.symmetric(covariance), "L")
  return torch.mm(torch.mul(vectors, torch.sqrt(torch.clamp_min(values, 0))), torch.t(vectors))

def shifted(mean: Tensor, root: Tensor, noise: Tensor) -> Tensor:
  return torch.add(torch.mm(noise, root), mean)

# Samples (M, D) float32 from standard normal noise (M, D).
def draw(mean: Tensor, covariance: Tensor, noise: Tensor) -> Tensor:
  return torch.to(self.shifted(mean, self.root(covariance), self.wide(noise)), 6, False, False, None)

# (1): mean of all variances of covariances (K, D, D).
def mean_variance(covariances: Tensor) -> Tensor:
  return torch.reshape(torch.mean(torch.diagonal(covariances, 0, 1, 2), dtype=None), [1])

# [variances (D), directions (D, D)]: eigenvalues and eigenvectors of a covariance; least is added to each eigenvalue.
def spectrum(covariance: Tensor, least: float) -> List[Tensor]:
  values, vectors = torch.linalg_eigh(self.symmetric(covariance), "L")
  return [torch.add(torch.clamp_min(values, 0), least), vectors]

# Log densities (N) of the Gaussian with a mean and a spectrum.
def log_density(x: Tensor, mean: Tensor, variances: Tensor, vectors: Tensor) -> Tensor:
  along = torch.mm(torch.sub(x, mean), vectors)
  square = torch.sum(torch.div(torch.square(along), variances), [1])
  constant = torch.sum(torch.log(torch.mul(variances, 6.283185307179586)))
  return torch.mul(torch.add(square, constant), -0.5)

# Robust choices

def unit(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def unit_floats(x: Tensor) -> Tensor:
  return self.unit(torch.to(x, 6, False, False, None))

# Coordinatewise median (D), a center that a minority of wrong rows cannot move far. torch.median returns the lower of two middle values,
# so the mean of both is taken.

def median(x: Tensor) -> Tensor:
  lower, _0 = torch.median(x, 0)
  upper, _1 = torch.median(torch.neg(x), 0)
  return torch.mul(torch.sub(lower, upper), 0.5)

# (N): squared distances from the center, where each coordinate is divided by its variance (D). Variances are shrunk by a tenth towards
# their mean, because in a class of few rows some coordinate may have no variance. If no coordinate has any, they are 1.
def scaled(x: Tensor, center: Tensor, variance: Tensor) -> Tensor:
  mean = torch.mean(variance, dtype=None)
  shrunk = torch.add(torch.mul(variance, 0.9), torch.mul(mean, 0.1))
  scale = torch.where(torch.gt(mean, 0), shrunk, torch.ones_like(shrunk))
  c = torch.sub(x, center)
  return torch.sum(torch.div(torch.mul(c, c), scale), [1])

# (N): squared distances from the coordinatewise median, scaled by the median absolute deviation (MAD).
def median_distances(x: Tensor) -> Tensor:
  center = self.median(x)
  mad = self.median(torch.abs(torch.sub(x, center)))
  return self.scaled(x, center, torch.mul(mad, mad))

# (N): squared distances from the mean of the kept rows, scaled by their variances.
def diagonal_distances(x: Tensor, kept: Tensor) -> Tensor:
  rows = torch.index_select(x, 0, kept)
  mean = torch.mean(rows, [0], False, dtype=None)
  c = torch.sub(rows, mean)
  return self.scaled(x, mean, torch.mean(torch.mul(c, c), [0], False, dtype=None))

# (N): squared distances from the mean of the kept rows, scaled by their covariance, which is diagonal in the basis of its eigenvectors.
def full_distances(x: Tensor, kept: Tensor) -> Tensor:
  rows = torch.index_select(x, 0, kept)
  mean = torch.mean(rows, [0], False, dtype=None)
  c = torch.sub(rows, mean)
  values, vectors = torch.linalg_eigh(self.symmetric(torch.div(torch.mm(torch.t(c), c), torch.size(rows, 0))), "L")
  return self.scaled(torch.mm(x, vectors), torch.mv(torch.t(vectors), mean), torch.clamp_min(values, 0))

# (N, count): the leading principal components about the median, in ascending order of variance.
def components(x: Tensor, count: int) -> Tensor:
  c = torch.sub(x, self.median(x))
  values, vectors = torch.linalg_eigh(self.symmetric(torch.mm(torch.t(c), c)), "L")
  return torch.mm(c, torch.narrow(vectors, 1, torch.sub(torch.size(x, 1), count), count))

# Indices of the count smallest elements of d (N), ascending. Of equal elements, the one with the lower index is taken.
def nearest(d: Tensor, count: int) -> Tensor:
  _0, order = torch.sort(d, stable=True, dim=0, descending=False)
  kept, _1 = torch.sort(torch.narrow(order, 0, 0, count), stable=True, dim=0, descending=False)
  return kept

# Index of the row nearest to the mean.
def central(x: Tensor) -> Tensor:
  return torch.argmin(torch.sum(torch.square(torch.sub(x, torch.mean(x, [0], False, dtype=None))), [1]))

# Posteriors

# Mean log probability of the given classes (N, 1) when the log densities (N, K) are divided by a temperature.
def likelihood(densities: Tensor, given: Tensor, temperature: float) -> Tensor:
  return torch.mean(torch.gather(torch.log_softmax(torch.div(densities, temperature), 1), 1, given), dtype=None)

# (N, K): probabilities at the temperature that maximizes the likelihood of the given classes. It is found by golden-section search over the
# logarithm of the temperature.
def tempered(densities: Tensor, classes: Tensor) -> Tensor:
  given = torch.unsqueeze(classes, 1)
  low = -2.
  high = 12.
  for _0 in range(40):
    span = torch.mul(torch.sub(high, low), 0.6180339887498949)
    left = torch.sub(high, span)
    right = torch.add(low, span)
    if bool(torch.gt(self.likelihood(densities, given, torch.exp(left)), self.likelihood(densities, given, torch.exp(right)))):
      high = right
    else:
      low = left
  return torch.softmax(torch.div(densities, torch.exp(torch.mul(torch.add(low, high), 0.5))), 1)
