# Adds the vector-Jacobian products of outputs with gradients of the same shapes to the gradients of the leaves, in one backward pass. Returns the first output.
def backward(outputs: List[Tensor], gradients: List[Tensor]) -> Tensor:
  seeds = annotate(List[Optional[Tensor]], [])
  for gradient in gradients:
    _0 = torch.append(seeds, gradient)
  torch.backward(outputs, seeds, None, False)
  return outputs[0]

# Leaves that share the memory of arrays, and have gradients if these have.
def leaves(arrays: List[Tensor]) -> List[Tensor]:
  leaves = annotate(List[Tensor], [])
  for array in arrays:
    _0 = torch.append(leaves, torch.requires_grad_(torch.detach(array), ops.prim.requires_grad(array)))
  return leaves

# Adds the gradients of leaves, as far as they have any, to those of the leaves from which the arrays of the same places were computed.
def pass_on(arrays: List[Tensor], leaves: List[Tensor]) -> Tensor:
  outputs = annotate(List[Tensor], [])
  gradients = annotate(List[Tensor], [])
  for i in range(torch.len(leaves)):
    gradient = ops.prim.grad(leaves[i])
    if torch.__isnot__(gradient, None):
      _0 = torch.append(outputs, arrays[i])
      _1 = torch.append(gradients, unchecked_cast(Tensor, gradient))
  if torch.gt(torch.len(outputs), 0):
    _2 = self.backward(outputs, gradients)
  return arrays[0]
