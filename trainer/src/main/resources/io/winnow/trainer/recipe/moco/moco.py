# Functions for the queue of keys, and for the shuffled groups in which keys are encoded.

# Writes keys (B, D) into the queue (K, D) in place, starting at the position (1), and advances the position.
# In place.
def enqueue(queue: Tensor, position: Tensor, keys: Tensor) -> Tensor:
  size = torch.size(queue, 0)
  count = torch.size(keys, 0)
  places = torch.remainder(torch.add(torch.cumsum(torch.ones_like(torch.select(keys, 1, 0), dtype=4), 0), torch.sub(position, 1)), size)
  _0 = torch.index_copy_(queue, 0, places, keys)
  return torch.remainder_(torch.add_(position, count), size)

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
