# Losses of classes that examples do not have (complementary labels). Most give the losses (B, C) of excluding each class. Targets (B, C) are
# minus the number of answers that exclude a class, and 1 for a class that is known to be right. Q (C, C) is the probability that a class is
# excluded; rows are true classes.

# How often each class was excluded, times the weight (B) of the example (B, C).
def times(targets: Tensor, weights: Tensor) -> Tensor:
  return torch.mul(torch.clamp_min(torch.neg(targets), 0), torch.unsqueeze(weights, 1))

# The mean over the answers of a batch.
def mean(losses: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  each = self.times(targets, weights)
  return torch.div(torch.sum(torch.mul(losses, each)), torch.clamp_min(torch.sum(each), 1e-12))

# -log(1 - p). The largest probability may round to 1: 1 - p is then the sum of the others. The others are at most 1/2; the limit keeps the
# unused branch free of infinite gradients.
def scl_nl(logits: Tensor) -> Tensor:
  top = torch.argmax(logits, 1, True)
  largest = torch.zeros_like(logits, dtype=11).scatter(1, top, True)
  rest = torch.logsumexp(torch.masked_fill(logits, largest, -1e30), [1], True)
  exact = torch.softplus(torch.sub(torch.gather(logits, 1, top), rest), 1, 40)
  p = torch.clamp_max(torch.softmax(logits, 1), 0.75)
  return torch.where(largest, exact, torch.neg(torch.log1p(torch.neg(p))))

def scl_exp(logits: Tensor) -> Tensor:
  return torch.exp(torch.softmax(logits, 1))

def forward_corrected(logits: Tensor, q: Tensor) -> Tensor:
  return torch.neg(torch.log(torch.add(torch.mm(torch.softmax(logits, 1), q), 1e-6)))

# log softmax(1 - p), weighted by 1 + (1 - p) / (C - 1) if weighted.
def discriminative(logits: Tensor, weighted: bool) -> Tensor:
  rest = torch.rsub(torch.softmax(logits, 1), 1)
  losses = torch.neg(torch.log_softmax(rest, 1))
  if weighted:
    losses = torch.mul(losses, torch.add(torch.div(rest, torch.sub(torch.size(logits, 1), 1)), 1))
  return losses

# -log softmax(-z), weighted by p softmax(1 / softmax(-z) + 1) if weighted. The limit keeps 1 / softmax(-z) finite.
def order_preserving(logits: Tensor, weighted: bool) -> Tensor:
  turned = torch.log_softmax(torch.neg(logits), 1)
  losses = torch.neg(turned)
  if weighted:
    inverse = torch.exp(torch.neg(torch.clamp_min(turned, -60)))
    losses = torch.mul(losses, torch.mul(torch.softmax(logits, 1), torch.softmax(torch.add(inverse, 1), 1)))
  return losses

# The sum over the other classes k of sigmoid(z_c - z_k); 1/2 is that of the class itself.
def pairwise(logits: Tensor) -> Tensor:
  differences = torch.sub(torch.unsqueeze(logits, 2), torch.unsqueeze(logits, 1))
  return torch.sub(torch.sum(torch.sigmoid(differences), [2], False, dtype=None), 0.5)

# The loss of the total probability P of the classes that were not excluded, times (C - 1) / s for s excluded classes: 1 - P (form 0),
# exp(-P) (form 1) or -log P (form 2). The mean over the examples with an answer.
def multiple(logits: Tensor, targets: Tensor, weights: Tensor, form: int) -> Tensor:
  out = torch.lt(targets, 0)
  inside = torch.logsumexp(torch.masked_fill(logits, out, -1e30), [1])
  outside = torch.logsumexp(torch.masked_fill(logits, torch.logical_not(out), -1e30), [1])
  away = torch.sub(outside, inside)
  if form == 0:
    losses = torch.sigmoid(away)
  elif form == 1:
    losses = torch.exp(torch.neg(torch.sigmoid(torch.neg(away))))
  else:
    losses = torch.softplus(away, 1, 40)
  size = torch.sum(torch.mul(torch.ones_like(logits), out), [1], False, dtype=None)
  factor = torch.div(torch.sub(torch.size(logits, 1), 1), torch.clamp_min(size, 1))
  own = torch.mul(weights, torch.gt(size, 0))
  return torch.div(torch.sum(torch.mul(torch.mul(losses, factor), own)), torch.clamp_min(torch.sum(own), 1e-12))

# The losses (B, C) of naming each class: -log p (form 0), 2 - 2 p (form 1), (1 - p^0.7) / 0.7 (form 2), or 0.1 times -log p plus the reverse
# cross-entropy, in which log 0 is replaced by log 1e-4 (form 3).
def named(logits: Tensor, form: int) -> Tensor:
  if form == 0:
    losses = torch.neg(torch.log_softmax(logits, 1))
  elif form == 1:
    losses = torch.mul(torch.rsub(torch.softmax(logits, 1), 1), 2)
  elif form == 2:
    losses = torch.div(torch.rsub(torch.exp(torch.mul(torch.log_softmax(logits, 1), 0.7)), 1), 0.7)
  else:
    reverse = torch.mul(torch.rsub(torch.softmax(logits, 1), 1), 9.210340371976184)
    losses = torch.add(reverse, torch.mul(torch.log_softmax(logits, 1), -0.1))
  return losses

# The parts of the unbiased risk by true class (C). inverse is that of Q, and prior the share of each class among all answers.
def unbiased_parts(logits: Tensor, targets: Tensor, weights: Tensor, inverse: Tensor, prior: Tensor, form: int) -> Tensor:
  each = self.times(targets, weights)
  answers = torch.clamp_min(torch.sum(each, [0], False, dtype=None), 1e-12)
  means = torch.div(torch.mm(torch.t(each), self.named(logits, form)), torch.unsqueeze(answers, 1))
  return torch.sum(torch.mul(torch.mul(inverse, torch.unsqueeze(prior, 1)), means), [0], False, dtype=None)

# correction 0: the sum of the parts; 1: negative parts count 0; 2: if there are negative parts, minus their sum, so that they rise.
def unbiased(logits: Tensor, targets: Tensor, weights: Tensor, inverse: Tensor, prior: Tensor, form: int, correction: int) -> Tensor:
  parts = self.unbiased_parts(logits, targets, weights, inverse, prior, form)
  risk = torch.sum(parts)
  if correction == 1:
    risk = torch.sum(torch.clamp_min(parts, 0))
  if correction == 2:
    below = torch.sum(torch.clamp_max(parts, 0))
    risk = torch.where(torch.lt(below, 0), torch.neg(below), risk)
  return risk

# Each class against the rest (SCARCE). With g = 1 - 1/C, the sum over the classes k of g times the mean over the answers k of softplus(z_k), plus
# the absolute value of the mean of softplus(-z_k) over all answers less g times its mean over the answers k. A class without answers has means of 0.
def one_against_rest(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  each = self.times(targets, weights)
  answers = torch.clamp_min(torch.sum(each, [0], False, dtype=None), 1e-12)
  all = torch.sum(each, [1], True, dtype=None)
  is_class = torch.softplus(torch.neg(logits), 1, 40)
  not_class = torch.softplus(logits, 1, 40)
  g = torch.rsub(torch.reciprocal(torch.sum(torch.ones_like(answers))), 1)
  denied = torch.mul(torch.div(torch.sum(torch.mul(not_class, each), [0], False, dtype=None), answers), g)
  named = torch.mul(torch.div(torch.sum(torch.mul(is_class, each), [0], False, dtype=None), answers), g)
  mean = torch.div(torch.sum(torch.mul(is_class, all), [0], False, dtype=None), torch.clamp_min(torch.sum(all), 1e-12))
  return torch.sum(torch.add(denied, torch.abs(torch.sub(mean, named))))

# The mean loss of the answers, together with the cross-entropy of the classes that are known, each of which counts as several answers.
def with_trusted(loss: Tensor, logits: Tensor, targets: Tensor, weights: Tensor, count: float) -> Tensor:
  known = torch.mul(torch.mul(torch.clamp_min(targets, 0), torch.unsqueeze(weights, 1)), count)
  answers = torch.sum(self.times(targets, weights))
  named = torch.sum(torch.mul(torch.neg(torch.log_softmax(logits, 1)), known))
  return torch.div(torch.add(torch.mul(loss, answers), named), torch.clamp_min(torch.add(answers, torch.sum(known)), 1e-12))
