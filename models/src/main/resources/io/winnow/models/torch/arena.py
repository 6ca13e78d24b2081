# Views and copies of the flat buffers of a ParameterArena.

# Splits the buffer in one operation, whose backward pass joins the gradients of the pieces in one array. The backward passes of separate
# slices would each write an array of the size of the whole buffer.
def pieces(flat: Tensor, sizes: List[int]) -> List[Tensor]:
  return torch.split_with_sizes(flat, sizes)

def piece(flat: Tensor, offset: int, size: int, shape: List[int]) -> Tensor:
  return torch.clone(torch.reshape(torch.narrow(flat, 0, offset, size), shape))

# Shares the memory of the buffer.
def window(flat: Tensor, offset: int, size: int, shape: List[int]) -> Tensor:
  return torch.reshape(torch.narrow(flat, 0, offset, size), shape)

# In place.
def gather(flat: Tensor, sources: List[Tensor]) -> Tensor:
  offset = 0
  for source in sources:
    size = torch.numel(source)
    torch.copy_(torch.narrow(flat, 0, offset, size), torch.reshape(source, [-1]))
    offset = torch.add(offset, size)
  return flat

# In place.
def lerp(average: Tensor, target: Tensor, weight: float) -> Tensor:
  return torch.lerp_(average, target, weight)

# The source may be on another device.
# In place.
def accumulate(target: Tensor, source: Tensor, factor: float) -> Tensor:
  return torch.add_(target, torch.to(source, target, False, False, None), alpha=factor)

# In place.
def scale(target: Tensor, factor: float) -> Tensor:
  return torch.mul_(target, factor)

# Adds the gradients of leaves that share the memory of pieces of a buffer, as far as they have any, to the gradient of the buffer. A backward pass
# through the pieces would first write all of them into an array of the size of the whole buffer.
# In place.
def add_gradients(whole: Tensor, leaves: List[Tensor], offsets: List[int]) -> Tensor:
  for i in range(torch.len(leaves)):
    gradient = ops.prim.grad(leaves[i])
    if torch.__isnot__(gradient, None):
      own = torch.reshape(unchecked_cast(Tensor, gradient), [-1])
      torch.add_(torch.narrow(whole, 0, offsets[i], torch.numel(own)), own)
  return whole
