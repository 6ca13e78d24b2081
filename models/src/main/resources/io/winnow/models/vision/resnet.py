# The layout in memory that convolutions are fastest in; it carries through norms and sums. 2 is torch.channels_last.
def channels_last(x: Tensor) -> Tensor:
  return torch.contiguous(x, memory_format=2)

# The mean over positions: (B, C, H, W) to (B, C).
def pooled(x: Tensor) -> Tensor:
  return torch.mean(x, [2, 3], False, dtype=None)
