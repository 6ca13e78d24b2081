# Linear maps by oneDNN, with no bias or one. Exported networks never call them.

# The copies are from and to oneDNN's own arrays: only products of these have gradients.
def linear(x: Tensor, weight: Tensor, biases: List[Tensor]) -> Tensor:
  own = torch.to_mkldnn(x)
  if torch.eq(torch.len(biases), 1):
    y = torch.mkldnn_linear(own, weight, biases[0])
  else:
    y = torch.mkldnn_linear(own, weight)
  return torch.to_dense(y)

def linear_without_gradient(x: Tensor, weight: Tensor, biases: List[Tensor]) -> Tensor:
  if torch.eq(torch.len(biases), 1):
    y = ops.mkldnn._linear_pointwise(x, weight, biases[0], "none", [], "")
  else:
    y = ops.mkldnn._linear_pointwise(x, weight, None, "none", [], "")
  return y
