# Exchange of arrays between devices. Results are on the device of "like".

# Concatenates copies of the parts, detached from the graph.
def gather(parts: List[Tensor], like: Tensor) -> Tensor:
  moved: List[Tensor] = []
  for part in parts:
    _0 = torch.append(moved, torch.detach(torch.to(part, like, False, False, None)))
  return torch.cat(moved)

# The sum of the rows begin to begin + count of all parts.
def rows_of_sum(parts: List[Tensor], begin: int, count: int, like: Tensor) -> Tensor:
  total = torch.zeros_like(like)
  for part in parts:
    _0 = torch.add_(total, torch.to(torch.narrow(part, 0, begin, count), like, False, False, None))
  return total
