# Logits of two classifiers and unit vectors, side by side.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

def joined(logits: Tensor, z: Tensor, auxiliary: Tensor) -> Tensor:
  return torch.cat([logits, z, auxiliary], 1)

# Columns of an array (B, W).
def columns(x: Tensor, begin: int, count: int) -> Tensor:
  return torch.narrow(x, 1, begin, count)
