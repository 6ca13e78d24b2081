# Linear maps by oneDNN, with no bias or one, and what fills its blocks of channels. Exported networks never call them.

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

# An array with more zeros behind an axis.
def filled(x: Tensor, axis: int, more: int) -> Tensor:
  pad = annotate(List[int], [])
  for later in range(torch.sub(torch.sub(torch.dim(x), axis), 1)):
    _0 = torch.append(pad, 0)
    _1 = torch.append(pad, 0)
  return torch.constant_pad_nd(x, torch.add(pad, [0, more]), 0)

# The first positions of an axis.
def first(x: Tensor, axis: int, count: int) -> Tensor:
  return torch.narrow(x, axis, 0, count)
