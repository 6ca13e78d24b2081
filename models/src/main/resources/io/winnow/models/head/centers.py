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
