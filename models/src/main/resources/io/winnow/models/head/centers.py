def rows(table: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(table, 0, rows)

# One step of SGD with momentum for the given rows; no other row is read or written.
def sgd(table: Tensor, momentum: Tensor, rows: Tensor, values: Tensor, gradient: Tensor, rate: float, factor: float, decay: float) -> Tensor:
  step = torch.add(gradient, values, alpha=decay)
  m = torch.add(torch.mul(torch.index_select(momentum, 0, rows), factor), step)
  _0 = torch.index_copy_(momentum, 0, rows, m)
  return torch.index_copy_(table, 0, rows, torch.sub(values, m, alpha=rate))

def part(table: Tensor, begin: int, count: int) -> Tensor:
  return torch.clone(torch.narrow(table, 0, begin, count))
