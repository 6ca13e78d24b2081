# Prototypes (K, P) of classes among unit vectors z (B, P): CAPro, arXiv 2310.09761. A prototype is of unit length, or 0 for a class without one.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# 1 for a class with a prototype, 0 otherwise (K).
def present(prototypes: Tensor) -> Tensor:
  return torch.type_as(torch.gt(torch.linalg_vector_norm(prototypes, 2, [1], False, dtype=None), 0), prototypes)

# Cosines over the temperature. Those of classes without a prototype are -1e30 rather than 0, which would beat every negative cosine.
def cosines(z: Tensor, prototypes: Tensor, temperature: float) -> Tensor:
  none = torch.unsqueeze(torch.eq(self.present(prototypes), 0), 0)
  return torch.masked_fill(torch.div(torch.mm(z, torch.t(prototypes)), temperature), none, -1e30)

# share softmax(logits) + (1 - share) softmax(cosines / temperature), without a gradient.
def scores(logits: Tensor, z: Tensor, prototypes: Tensor, share: float, temperature: float) -> Tensor:
  own = torch.softmax(torch.detach(logits), 1)
  near = torch.softmax(self.cosines(torch.detach(z), prototypes, temperature), 1)
  return torch.add(torch.mul(own, share), torch.mul(near, 1. - share))

# The cross-entropy of the cosines with targets (B, K), as a weighted mean; targets without a prototype weigh nothing.
def attraction(z: Tensor, prototypes: Tensor, targets: Tensor, weights: Tensor, temperature: float) -> Tensor:
  w = torch.mul(weights, torch.sum(torch.mul(targets, self.present(prototypes)), [1]))
  each = torch.neg(torch.sum(torch.mul(targets, torch.log_softmax(self.cosines(z, prototypes, temperature), 1)), [1]))
  return torch.div(torch.sum(torch.mul(each, w)), torch.clamp_min(torch.sum(w), 1e-12))

# The mean of the scores (Q, K) of keys (Q, P), weighted by softmax(z.key / temperature).
def collective(z: Tensor, keys: Tensor, scores: Tensor, temperature: float) -> Tensor:
  return torch.mm(torch.softmax(torch.div(torch.mm(torch.detach(z), torch.t(keys)), temperature), 1), scores)

# The same, weighted by the cosines clipped to [0, 1], plus 1e-7.
def collective_clipped(z: Tensor, keys: Tensor, scores: Tensor) -> Tensor:
  w = torch.add(torch.clamp(torch.mm(torch.detach(z), torch.t(keys)), 0, 1), 1e-7)
  return torch.mm(torch.div(w, torch.sum(w, [1], True, dtype=None)), scores)

# c := m c + (1 - m) z for each example in its order, and then unit length. members (B, K) is 1 for the class of an example that counts. As a
# sum: z is weighted by (1 - m) times m to the number of later examples of its class.
# In place.
def move(prototypes: Tensor, z: Tensor, members: Tensor, momentum: float) -> Tensor:
  counts = torch.sum(members, [0])
  later = torch.sub(counts, torch.cumsum(members, 0))
  base = torch.mul(torch.ones_like(counts), momentum)
  w = torch.mul(torch.mul(members, 1. - momentum), torch.pow(base, later))
  moved = torch.add(torch.mul(prototypes, torch.unsqueeze(torch.pow(base, counts), 1)), torch.mm(torch.t(w), torch.detach(z)))
  return torch.copy_(prototypes, self.unit_rows(moved))
