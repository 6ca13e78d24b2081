# The layout in memory that convolutions are fastest in; it carries through norms and sums. 2 is torch.channels_last.
# One channel is contiguous in either layout, and PyTorch then takes the other one, so the strides are spelled out: oneDNN's kernels for
# the other one gave wrong gradients, different at each call, for channels that are no multiple of 16 (seen on an AMD EPYC with AVX-512).
def channels_last(x: Tensor) -> Tensor:
  b, c, h, w = torch.size(x)
  row = torch.mul(w, c)
  return torch.as_strided(torch.contiguous(x, memory_format=2), [b, c, h, w], [torch.mul(h, row), 1, row, c], None)

# The mean over positions: (B, C, H, W) to (B, C). Its gradient comes in the same layout as x; that of torch.mean is one value expanded,
# and sends the batch normalisation before it down a path several times slower.
def pooled(x: Tensor) -> Tensor:
  b, c, h, w = torch.size(x)
  return torch.reshape(torch.avg_pool2d(x, [h, w], [h, w], [0, 0], False, True, None), [b, c])
