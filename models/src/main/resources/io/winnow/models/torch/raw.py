def part(x: Tensor, start: int, length: int) -> Tensor:
  return torch.narrow(x, 0, start, length)

# In place.
def fill(piece: Tensor, target: Tensor, start: int) -> Tensor:
  return torch.copy_(torch.narrow(target, 0, start, torch.size(piece, 0)), piece)

# The copy is in row-major order.
def strided(span: Tensor, shape: List[int], strides: List[int]) -> Tensor:
  return torch.contiguous(torch.as_strided(span, shape, strides))
