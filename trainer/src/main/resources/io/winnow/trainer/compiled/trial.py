def copy(x: Tensor) -> Tensor:
  return torch.clone(torch.detach(x))

# A weighted sum of all elements, to differentiate by. An unweighted sum of normalized outputs would be zero whatever they are.
def number(y: Tensor) -> Tensor:
  flat = torch.reshape(y, [-1])
  weights = torch.cos(torch.arange(torch.numel(flat), dtype=ops.prim.dtype(flat), layout=None, device=ops.prim.device(flat), pin_memory=False))
  return torch.sum(torch.mul(flat, weights), dtype=None)

# |a - b| / |b| over all arrays, in double precision
def difference(a: List[Tensor], b: List[Tensor]) -> Tensor:
  apart = torch.zeros([], dtype=7, layout=None, device=ops.prim.device(a[0]), pin_memory=False)
  norm = torch.zeros([], dtype=7, layout=None, device=ops.prim.device(a[0]), pin_memory=False)
  for i in range(torch.len(a)):
    x = torch.to(a[i], 7, False, False, None)
    y = torch.to(b[i], 7, False, False, None)
    apart = torch.add(apart, torch.sum(torch.square(torch.sub(x, y)), dtype=None))
    norm = torch.add(norm, torch.sum(torch.square(y), dtype=None))
  return torch.div(torch.sqrt(apart), torch.clamp_min(torch.sqrt(norm), 1e-30))
