# Batch normalisation over axis 1 of inputs (B, C, ..) whose parts are on several replicas.

# Returns in float32 (3, C): number, mean and variance (with the divisor n) of the values of each channel of a part.
def moments(x: Tensor) -> Tensor:
  wide = torch.to(x, 6, False, False, None)
  axes = [0]
  for i in range(2, torch.dim(x)):
    _0 = torch.append(axes, i)
  variance, mean = torch.var_mean(wide, axes, False, False)
  count = torch.full_like(mean, torch.floordiv(torch.numel(x), torch.size(x, 1)))
  return torch.stack([count, mean, variance])

# The moments (3, C) of all parts from those of each (Chan, Golub and LeVeque 1979), on the device of one of them.
def joined(own: Tensor, parts: List[Tensor]) -> Tensor:
  near = annotate(List[Tensor], [])
  for part in parts:
    _0 = torch.append(near, torch.to(part, own, False, False, None))
  counts, means, variances = torch.unbind(torch.stack(near, 1), 0)
  count = torch.sum(counts, [0])
  shares = torch.div(counts, count)
  mean = torch.sum(torch.mul(shares, means), [0])
  between = torch.square(torch.sub(means, mean))
  variance = torch.sum(torch.mul(shares, torch.add(variances, between)), [0])
  return torch.stack([count, mean, variance])

# Moves running statistics a share of the way towards those of the batch. As in PyTorch, the running variance has the divisor n - 1.
# In place.
def move(running_mean: Tensor, running_variance: Tensor, moments: Tensor, share: float) -> Tensor:
  count, mean, variance = torch.unbind(moments, 0)
  unbiased = torch.mul(variance, torch.div(count, torch.sub(count, 1)))
  _0 = torch.lerp_(running_mean, mean, share)
  _1 = torch.lerp_(running_variance, unbiased, share)
  return running_mean

def normalized(x: Tensor, moments: Tensor, gamma: Tensor, beta: Tensor, epsilon: float) -> Tensor:
  shape = [1, torch.size(x, 1)]
  for i in range(2, torch.dim(x)):
    _0 = torch.append(shape, 1)
  count, mean, variance = torch.unbind(moments, 0)
  factor = torch.mul(gamma, torch.rsqrt(torch.add(variance, epsilon)))
  centered = torch.sub(torch.to(x, 6, False, False, None), torch.reshape(mean, shape))
  y = torch.add(torch.mul(centered, torch.reshape(factor, shape)), torch.reshape(beta, shape))
  return torch.to(y, ops.prim.dtype(x), False, False, None)
