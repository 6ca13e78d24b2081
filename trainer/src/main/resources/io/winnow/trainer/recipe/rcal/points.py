# [by weight (C, D), by bias (C)]: the gradient of the mean cross-entropy of points z (B, D) of classes (B)
def gradient(z: Tensor, classes: Tensor, weight: Tensor, bias: Tensor) -> List[Tensor]:
  p = torch.softmax(torch.addmm(bias, z, torch.t(weight)), 1)
  target = torch.to(torch.one_hot(classes, torch.size(weight, 0)), p)
  g = torch.div(torch.sub(p, target), torch.size(z, 0))
  return [torch.mm(torch.t(g), z), torch.sum(g, [0])]

# v = momentum v + g; p -= rate v, on the head's places in the flat values; velocity (C * D + C)
def step(values: Tensor, velocity: Tensor, points: Tensor, classes: Tensor, rows: Tensor, weight_at: int, bias_at: int, count: int, rate: float, momentum: float) -> Tensor:
  d = torch.size(points, 1)
  flat = torch.narrow(values, 0, weight_at, torch.mul(count, d))
  bias = torch.narrow(values, 0, bias_at, count)
  by_weight, by_bias = self.gradient(torch.index_select(points, 0, rows), torch.index_select(classes, 0, rows), torch.reshape(flat, [count, d]), bias)
  _0 = torch.add_(torch.mul_(velocity, momentum), torch.cat([torch.reshape(by_weight, [-1]), by_bias]))
  _1 = torch.add_(flat, torch.narrow(velocity, 0, 0, torch.mul(count, d)), alpha=torch.neg(rate))
  _2 = torch.add_(bias, torch.narrow(velocity, 0, torch.mul(count, d), count), alpha=torch.neg(rate))
  return velocity

def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)
