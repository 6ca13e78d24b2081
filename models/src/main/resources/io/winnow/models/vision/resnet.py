# The layout in memory that convolutions are fastest in; it carries through norms and sums. 2 is torch.channels_last.
def channels_last(x: Tensor) -> Tensor:
  return torch.contiguous(x, memory_format=2)

# The mean over positions: (B, C, H, W) to (B, C). Its gradient comes in the same layout as x; that of torch.mean is one value expanded,
# and sends the batch normalisation before it down a path several times slower.
def pooled(x: Tensor) -> Tensor:
  b, c, h, w = torch.size(x)
  return torch.reshape(torch.avg_pool2d(x, [h, w], [h, w], [0, 0], False, True, None), [b, c])
