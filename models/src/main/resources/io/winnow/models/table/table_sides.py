# Examples with several tables each, in training. Exported networks take one table each and never call these functions.

# The rows (B * R, D) that belong to one side of all examples, from those of all sides (B * S * R, D), and all of them from those of each side.
def rows_of_side(x: Tensor, side: int, sides: int, rows: int) -> Tensor:
  d = torch.size(x, 1)
  return torch.reshape(torch.select(torch.reshape(x, [-1, sides, rows, d]), 1, side), [-1, d])

def rows_of_all(sides: List[Tensor], rows: int) -> Tensor:
  d = torch.size(sides[0], 1)
  parts = annotate(List[Tensor], [])
  for side in sides:
    _0 = torch.append(parts, torch.reshape(side, [-1, rows, d]))
  return torch.reshape(torch.stack(parts, 1), [-1, d])
