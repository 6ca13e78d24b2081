# Functions for the shuffled groups in which keys are encoded.

def select(x: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(x, 0, rows)

# Splits the given rows of x into count groups.
def groups(x: Tensor, rows: Tensor, count: int) -> List[Tensor]:
  return torch.chunk(torch.index_select(x, 0, rows), count)

# Concatenates groups and selects rows; with the inverse permutation this restores the order from before the shuffle.
def join(parts: List[Tensor], rows: Tensor) -> Tensor:
  return torch.index_select(torch.cat(parts), 0, rows)

# Concatenates rows from several devices on the device of the first part.
def gather(parts: List[Tensor]) -> Tensor:
  moved: List[Tensor] = []
  for part in parts:
    _0 = torch.append(moved, torch.to(part, parts[0], False, False, None))
  return torch.cat(moved)
