# Normalises images of bytes in [0, 255], or of real numbers in [0, 1], by the mean and standard deviation of each channel.
# Data type 0 is torch.uint8.
def normalised(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
  x = torch.to(images, ops.prim.dtype(mean), False, False, None)
  if torch.eq(ops.prim.dtype(images), 0):
    x = torch.div(x, 255)
  return torch.div(torch.sub(x, mean), std)
