def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def cosine(x: Tensor, weight: Tensor, scale: float) -> Tensor:
  return torch.mul(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(weight))), scale)

# The mean over groups of elements of cosines to weights (C, D), which are divided by their length plus eta rather than by their length.
# part is the number of elements of a group, and width is D.
def grouped(x: Tensor, weight: Tensor, scale: float, part: int, width: int, eta: float) -> Tensor:
  features = torch.reshape(self.unit_rows(torch.reshape(x, [-1, part])), [-1, width])
  rows = torch.reshape(weight, [-1, part])
  short = torch.reshape(torch.div(rows, torch.add(torch.linalg_vector_norm(rows, 2, [1], True, dtype=None), eta)), [-1, width])
  return torch.mul(torch.mm(features, torch.t(short)), scale)

def joined(cosines: Tensor, projection: Tensor) -> Tensor:
  return torch.cat([cosines, projection], 1)
