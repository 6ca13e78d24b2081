# Optimizer steps on the range [begin, begin + size) of flat arrays, and measures of the gradient for the training loop.

def part(flat: Tensor, begin: int, size: int) -> Tensor:
  return torch.narrow(flat, 0, begin, size)

# v = momentum v + (g + decay p);  p -= rate (nesterov: g + decay p + momentum v; otherwise v)
# In place.
def sgd(values: Tensor, gradient: Tensor, velocity: Tensor, begin: int, size: int, rate: float, momentum: float, nesterov: bool, decay: float) -> Tensor:
  p = self.part(values, begin, size)
  g = torch.add(self.part(gradient, begin, size), p, alpha=decay)
  v = self.part(velocity, begin, size)
  _0 = torch.add_(torch.mul_(v, momentum), g)
  if nesterov:
    direction = torch.add(g, v, alpha=momentum)
  else:
    direction = v
  return torch.add_(p, direction, alpha=torch.neg(rate))

# steps: float32 (1), the number of this step, counted from 1. The caller makes the lists: if they were made here, the compiler would
# not see that the step writes to their tensors, and would remove the step as dead code.
# In place.
def adamw(values: List[Tensor], gradients: List[Tensor], firsts: List[Tensor], seconds: List[Tensor], steps: List[Tensor], rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> Tensor:
  torch._fused_adamw_(values, gradients, firsts, seconds, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
  return values[0]

def parts(arrays: List[Tensor], begin: int, size: int) -> List[Tensor]:
  views = annotate(List[Tensor], [])
  for flat in arrays:
    _0 = torch.append(views, torch.narrow(flat, 0, begin, size))
  return views

# s = alpha s + (1 - alpha) g^2;  v = momentum v + g / (sqrt(s) + epsilon);  p -= rate v
# In place.
def rmsprop(values: Tensor, gradient: Tensor, square: Tensor, velocity: Tensor, begin: int, size: int, rate: float, alpha: float, epsilon: float, momentum: float, decay: float) -> Tensor:
  p = self.part(values, begin, size)
  g = torch.add(self.part(gradient, begin, size), p, alpha=decay)
  s = self.part(square, begin, size)
  _0 = torch.addcmul_(torch.mul_(s, alpha), g, g, value=torch.sub(1., alpha))
  v = self.part(velocity, begin, size)
  _1 = torch.addcdiv_(torch.mul_(v, momentum), g, torch.add(torch.sqrt(s), epsilon))
  return torch.add_(p, v, alpha=torch.neg(rate))

# Returns (2): the sum of the losses and the global norm of the gradient.
def measures(losses: List[Tensor], gradient: Tensor) -> Tensor:
  loss = torch.sum(torch.stack(losses))
  return torch.stack([loss, torch.linalg_vector_norm(gradient, 2, None, False, dtype=None)])

# In place.
def scale(gradient: Tensor, factor: float) -> Tensor:
  return torch.mul_(gradient, factor)

# The sum of the products of outputs and gradients, arrays of any devices, on the device of the first. Its gradient with respect to each output is
# the gradient given for it.
def dot(outputs: List[Tensor], gradients: List[Tensor]) -> Tensor:
  total = torch.new_zeros(gradients[0], annotate(List[int], []))
  for i in range(torch.len(outputs)):
    total = torch.add(total, torch.to(torch.sum(torch.mul(outputs[i], gradients[i])), total, False, False, None))
  return total
