def unit_length(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [-1], True, dtype=None), 1e-12))

# Scales the vectors (B, D) of each view to length 1, so that all views have equal weight in a distance, and concatenates them to (B, V D).
def joined(views: List[Tensor]) -> Tensor:
  units = annotate(List[Tensor], [])
  for x in views:
    _0 = torch.append(units, self.unit_length(x))
  return torch.cat(units, 1)

def rows(x: Tensor, numbers: Tensor) -> Tensor:
  return torch.index_select(x, 0, numbers)

# The vectors of each side, (B, D) each, from those of examples with S sides (B, S, D).
def sides(x: Tensor) -> List[Tensor]:
  return torch.unbind(x, 1)
