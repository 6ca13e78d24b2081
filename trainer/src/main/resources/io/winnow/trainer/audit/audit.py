def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)

# The kernel ridge regression. The number 7 is torch.float64, and 6 is torch.float32.

# (2, D): mean and standard deviation of the columns; the latter is at least 1e-5.
def moments(x: Tensor) -> Tensor:
  std, mean = torch.std_mean(x, [0], False, False)
  return torch.stack([mean, torch.clamp_min(std, 1e-5)])

def standardise(x: Tensor, moments: Tensor) -> Tensor:
  return torch.div(torch.sub(x, torch.select(moments, 0, 0)), torch.select(moments, 0, 1))

# (B): distance of each row of a from that of b.
def distances(a: Tensor, b: Tensor) -> Tensor:
  return torch.linalg_vector_norm(torch.sub(a, b), 2, [1], False, dtype=None)

# (B, 2 M + 1): cosines and sines of the phases of x (B, D) at frequencies (D, M), scaled so that the product of two rows is about the
# kernel, and a column of ones.
def features(x: Tensor, frequencies: Tensor) -> Tensor:
  phases = torch.mm(x, frequencies)
  waves = torch.div(torch.cat([torch.cos(phases), torch.sin(phases)], 1), torch.sqrt(torch.size(frequencies, 1)))
  return torch.cat([waves, torch.ones_like(torch.narrow(waves, 1, 0, 1))], 1)

# (B, K): one-hot classes.
def targets(classes: Tensor, count: int) -> Tensor:
  return torch.to(torch.one_hot(classes, count), 6, False, False, None)

# Adds the sums over the rows of features (B, F) and targets (B, T) to gram (F, F) and cross (F, T), float64.
# In place.
def accumulate(gram: Tensor, cross: Tensor, features: Tensor, targets: Tensor) -> Tensor:
  columns = torch.t(features)
  _0 = torch.add_(gram, torch.to(torch.mm(columns, features), 7, False, False, None))
  return torch.add_(cross, torch.to(torch.mm(columns, targets), 7, False, False, None))

# Coefficients (F, T) of the ridge regression. The last one, of the column of ones, is not penalized.
def solve(gram: Tensor, cross: Tensor, ridge: float) -> Tensor:
  penalized = torch.mul(gram, 1.)
  diagonal = torch.diagonal(penalized, 0, 0, 1)
  _0 = torch.add_(torch.narrow(diagonal, 0, 0, torch.sub(torch.size(gram, 0), 1)), ridge)
  return torch.linalg_solve(penalized, cross)

def scores(features: Tensor, coefficients: Tensor) -> Tensor:
  return torch.mm(features, torch.to(coefficients, 6, False, False, None))

# (1): sum of the squared errors of scores (B, T).
def misfit(scores: Tensor, targets: Tensor) -> Tensor:
  return torch.reshape(torch.sum(torch.square(torch.sub(scores, targets)), dtype=7), [1])
