# The channels and positions of each example as one vector: (B, C, H, W) to (B, C H W).
def flat(x: Tensor) -> Tensor:
  return torch.flatten(x, 1, -1)
