def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def cosine(x: Tensor, weight: Tensor, scale: float) -> Tensor:
  return torch.mul(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(weight))), scale)

def joined(cosines: Tensor, projection: Tensor) -> Tensor:
  return torch.cat([cosines, projection], 1)
