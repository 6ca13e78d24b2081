# by logits (B, C): the gradient of the mean cross-entropy of classes (B)
def by_logits(logits: Tensor, classes: Tensor) -> Tensor:
  p = torch.softmax(logits, 1)
  target = torch.to(torch.one_hot(classes, torch.size(p, 1)), p)
  return torch.div(torch.sub(p, target), torch.size(p, 0))

# [by weight (C, D), by bias (C)]: of logits that are linear in points z (B, D)
def linear_gradient(z: Tensor, classes: Tensor, weight: Tensor, bias: Tensor) -> List[Tensor]:
  g = self.by_logits(torch.addmm(bias, z, torch.t(weight)), classes)
  return [torch.mm(torch.t(g), z), torch.sum(g, [0])]

# by weight (C, D): of logits that are scale times the cosines of points z (B, D) and weights
def cosine_gradient(z: Tensor, classes: Tensor, weight: Tensor, scale: float) -> Tensor:
  x = torch.div(z, torch.clamp_min(torch.linalg_vector_norm(z, 2, [1], True, dtype=None), 1e-12))
  length = torch.clamp_min(torch.linalg_vector_norm(weight, 2, [1], True, dtype=None), 1e-12)
  unit = torch.div(weight, length)
  g = torch.mul(self.by_logits(torch.mul(torch.mm(x, torch.t(unit)), scale), classes), scale)
  by_unit = torch.mm(torch.t(g), x)
  along = torch.mul(unit, torch.sum(torch.mul(by_unit, unit), [1], True))
  return torch.div(torch.sub(by_unit, along), length)

# v = momentum v + g; p -= rate v, on the head's places in the flat values; velocity (C * D + C)
def linear_step(values: Tensor, velocity: Tensor, points: Tensor, classes: Tensor, rows: Tensor, weight_at: int, bias_at: int, count: int, rate: float, momentum: float) -> Tensor:
  d = torch.size(points, 1)
  flat = torch.narrow(values, 0, weight_at, torch.mul(count, d))
  bias = torch.narrow(values, 0, bias_at, count)
  by_weight, by_bias = self.linear_gradient(torch.index_select(points, 0, rows), torch.index_select(classes, 0, rows), torch.reshape(flat, [count, d]), bias)
  _0 = torch.add_(torch.mul_(velocity, momentum), torch.cat([torch.reshape(by_weight, [-1]), by_bias]))
  _1 = torch.add_(flat, torch.narrow(velocity, 0, 0, torch.mul(count, d)), alpha=torch.neg(rate))
  _2 = torch.add_(bias, torch.narrow(velocity, 0, torch.mul(count, d), count), alpha=torch.neg(rate))
  return velocity

# the same for a head of cosines; velocity (C * D)
def cosine_step(values: Tensor, velocity: Tensor, points: Tensor, classes: Tensor, rows: Tensor, weight_at: int, count: int, scale: float, rate: float, momentum: float) -> Tensor:
  d = torch.size(points, 1)
  flat = torch.narrow(values, 0, weight_at, torch.mul(count, d))
  by_weight = self.cosine_gradient(torch.index_select(points, 0, rows), torch.index_select(classes, 0, rows), torch.reshape(flat, [count, d]), scale)
  _0 = torch.add_(torch.mul_(velocity, momentum), torch.reshape(by_weight, [-1]))
  return torch.add_(flat, velocity, alpha=torch.neg(rate))

def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)
