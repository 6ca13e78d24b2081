# Gradient of the mean cross-entropy of classes (B) with respect to logits (B, C).
def by_logits(logits: Tensor, classes: Tensor) -> Tensor:
  p = torch.softmax(logits, 1)
  target = torch.to(torch.one_hot(classes, torch.size(p, 1)), p)
  return torch.div(torch.sub(p, target), torch.size(p, 0))

# Gradients with respect to the weight (C, D) and the bias (C) of a linear head, for points z (B, D).
def linear_gradient(z: Tensor, classes: Tensor, weight: Tensor, bias: Tensor) -> List[Tensor]:
  g = self.by_logits(torch.addmm(bias, z, torch.t(weight)), classes)
  return [torch.mm(torch.t(g), z), torch.sum(g, [0])]

# Gradient with respect to the weight (C, D), if the logits are scale times the cosines between points z (B, D) and the rows of the weight.
def cosine_gradient(z: Tensor, classes: Tensor, weight: Tensor, scale: float) -> Tensor:
  x = torch.div(z, torch.clamp_min(torch.linalg_vector_norm(z, 2, [1], True, dtype=None), 1e-12))
  length = torch.clamp_min(torch.linalg_vector_norm(weight, 2, [1], True, dtype=None), 1e-12)
  unit = torch.div(weight, length)
  g = torch.mul(self.by_logits(torch.mul(torch.mm(x, torch.t(unit)), scale), classes), scale)
  by_unit = torch.mm(torch.t(g), x)
  along = torch.mul(unit, torch.sum(torch.mul(by_unit, unit), [1], True))
  return torch.div(torch.sub(by_unit, along), length)

# One step of SGD, v = momentum v + g and p -= rate v, on the parameters of the head: its weight (C, D) and, if it is linear, its bias (C).
# values: flat array of all parameters of the model, in which the head is at the offsets "places". velocity: flat, of the head only.
# rows: the points of the batch. count: number of classes. scale: factor of the cosines, or 0 for a linear head.
# In place.
def step(values: Tensor, velocity: Tensor, points: Tensor, classes: Tensor, rows: Tensor, places: List[int], scale: float, count: int, rate: float, momentum: float) -> Tensor:
  z = torch.index_select(points, 0, rows)
  of = torch.index_select(classes, 0, rows)
  d = torch.size(points, 1)
  weight = torch.reshape(torch.narrow(values, 0, places[0], torch.mul(count, d)), [count, d])
  if torch.gt(scale, 0.):
    gradients = [self.cosine_gradient(z, of, weight, scale)]
  else:
    gradients = self.linear_gradient(z, of, weight, torch.narrow(values, 0, places[1], count))
  begin = 0
  for i in range(torch.len(gradients)):
    gradient = torch.reshape(gradients[i], [-1])
    size = torch.numel(gradient)
    moved = torch.add_(torch.mul_(torch.narrow(velocity, 0, begin, size), momentum), gradient)
    _0 = torch.add_(torch.narrow(values, 0, places[i], size), moved, alpha=torch.neg(rate))
    begin = torch.add(begin, size)
  return velocity

def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)
