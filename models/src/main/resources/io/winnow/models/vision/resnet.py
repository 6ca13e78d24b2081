# Converts images to the memory layout in which convolutions are fastest (2 is torch.channels_last); norms and sums keep the layout. An
# image with one channel is contiguous in both layouts, and PyTorch then assumes the other one. The strides are therefore set explicitly:
# for the other layout, oneDNN's kernels computed wrong gradients, different in each call, if the number of channels was not a multiple of
# 16 (seen on an AMD EPYC with AVX-512).
def channels_last(x: Tensor) -> Tensor:
  b, c, h, w = torch.size(x)
  row = torch.mul(w, c)
  return torch.as_strided(torch.contiguous(x, memory_format=2), [b, c, h, w], [torch.mul(h, row), 1, row, c], None)

# The mean over the positions: (B, C, H, W) to (B, C). Its gradient has the same layout as x. The gradient of torch.mean, in contrast, is an
# expanded view, for which the backward pass of the preceding batch normalisation is several times slower.
def pooled(x: Tensor) -> Tensor:
  b, c, h, w = torch.size(x)
  return torch.reshape(torch.avg_pool2d(x, [h, w], [h, w], [0, 0], False, True, None), [b, c])

# A shortcut without parameters (He et al. 2016, option A): takes the rows and columns that a stride visits, and adds channels of zeros, as
# many before the others as behind them: (B, C, H, W) to (B, C + 2 added, H / stride, W / stride).
def padded(x: Tensor, stride: int, added: int) -> Tensor:
  visited = torch.slice(torch.slice(x, 2, 0, None, stride), 3, 0, None, stride)
  return torch.constant_pad_nd(visited, [0, 0, 0, 0, added, added], 0)
