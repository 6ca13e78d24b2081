# Some of the texts (K, ..).
def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)
