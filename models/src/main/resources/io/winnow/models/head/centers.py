# Functions on a table of class centers (k, D).

def rows(table: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(table, 0, rows)

# One step of SGD with momentum and weight decay on the given rows. No other row is read or written.
# In place.
def sgd(table: Tensor, momentum: Tensor, rows: Tensor, values: Tensor, gradient: Tensor, rate: float, factor: float, decay: float) -> Tensor:
  step = torch.add(gradient, values, alpha=decay)
  m = torch.add(torch.mul(torch.index_select(momentum, 0, rows), factor), step)
  _0 = torch.index_copy_(momentum, 0, rows, m)
  return torch.index_copy_(table, 0, rows, torch.sub(values, m, alpha=rate))

# One step of AdamW on the given rows, of which each counts its own steps. The state is [first moments, second moments, steps (k)].
# In place.
def adamw(table: Tensor, state: List[Tensor], rows: Tensor, values: Tensor, gradient: Tensor, rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> Tensor:
  count = torch.add(torch.index_select(state[2], 0, rows), 1)
  m = torch.mul(torch.index_select(state[0], 0, rows), beta1)
  m = torch.add(m, torch.sub(gradient, torch.mul(gradient, beta1)))
  square = torch.square(gradient)
  v = torch.mul(torch.index_select(state[1], 0, rows), beta2)
  v = torch.add(v, torch.sub(square, torch.mul(square, beta2)))
  first = torch.unsqueeze(torch.rsub(torch.pow(beta1, count), 1), 1)
  second = torch.unsqueeze(torch.rsub(torch.pow(beta2, count), 1), 1)
  step = torch.div(torch.div(m, first), torch.add(torch.sqrt(torch.div(v, second)), epsilon))
  step = torch.add(step, values, alpha=decay)
  _0 = torch.index_copy_(state[0], 0, rows, m)
  _1 = torch.index_copy_(state[1], 0, rows, v)
  _2 = torch.index_copy_(state[2], 0, rows, count)
  return torch.index_copy_(table, 0, rows, torch.sub(values, step, alpha=rate))

# x (B, D) times the given rows of a linear layer, weights (S, D) and biases (S, 1).
def linear(x: Tensor, weights: Tensor, biases: Tensor) -> Tensor:
  return torch.linear(torch.to(x, ops.prim.dtype(weights), False, False, None), weights, torch.squeeze(biases, 1))

# Adds the gradient of one sample, whose rows are distinct, to the sum over samples.
# In place.
def add(summed: Tensor, touched: Tensor, rows: Tensor, gradient: Tensor) -> Tensor:
  _0 = torch.index_add_(summed, 0, rows, gradient)
  return torch.index_fill_(touched, 0, rows, 1)

# Returns [rows, their values, their summed gradient] and resets the sum to zero.
def collected(table: Tensor, summed: Tensor, touched: Tensor) -> List[Tensor]:
  rows = torch.squeeze(torch.nonzero(touched), 1)
  gradient = torch.index_select(summed, 0, rows)
  _0 = torch.index_fill_(summed, 0, rows, 0)
  _1 = torch.zero_(touched)
  return [rows, torch.index_select(table, 0, rows), gradient]

def part(table: Tensor, begin: int, count: int) -> Tensor:
  return torch.clone(torch.narrow(table, 0, begin, count))
