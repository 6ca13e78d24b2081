# Losses of pairs of an example and a class: logits and states are (B, C), and a state is 1 (positive), 0 (unknown) or -1 (negative).
# p = sigmoid(z), -log p = softplus(-z) and -log(1 - p) = softplus(z). Beyond 40, log1p(exp(x)) and x are equal in double precision.

def softplus(x: Tensor) -> Tensor:
  return torch.softplus(x, 1, 40)

# z for positives and -z for all others, the logit of the state that a pair is taken to have.
def of_state(logits: Tensor, states: Tensor) -> Tensor:
  return torch.where(torch.gt(states, 0), logits, torch.neg(logits))

# q^exponent as exp(-exponent * -log q), whose gradient stays finite where q is 0.
def power(minus_log: Tensor, exponent: float) -> Tensor:
  return torch.exp(torch.mul(minus_log, torch.neg(exponent)))

def pairs_binary(logits: Tensor, states: Tensor, unknown: float, smoothing: float) -> Tensor:
  z = self.of_state(logits, states)
  loss = self.softplus(torch.neg(z))
  if torch.gt(smoothing, 0.):
    loss = torch.lerp(loss, self.softplus(z), smoothing)
  return torch.mul(loss, torch.masked_fill(torch.ones_like(logits), torch.eq(states, 0), unknown))

# Durand et al.: g(r) = alpha r^gamma + beta weighs an example of which the share r of the classes is known.
def pairs_partial(logits: Tensor, states: Tensor, alpha: float, beta: float, gamma: float) -> Tensor:
  known = torch.square(states)
  share = torch.mean(known, [1], True, dtype=None)
  weight = torch.add(torch.mul(torch.pow(share, gamma), alpha), beta)
  return torch.mul(self.softplus(torch.neg(self.of_state(logits, states))), torch.mul(known, weight))

def pairs_focal(logits: Tensor, states: Tensor, gamma: float) -> Tensor:
  z = self.of_state(logits, states)
  return torch.mul(self.power(self.softplus(z), gamma), self.softplus(torch.neg(z)))

# ASL. With q = max(p - margin, 0), the loss of a negative is q^gamma * -log(1 - q), and it is 0, as is its gradient,
# where p <= margin. q is kept away from 0 there, because its logarithm has no finite gradient at 0.
def pairs_asymmetric(logits: Tensor, states: Tensor, gamma_positive: float, gamma_negative: float, margin: float, detach: bool) -> Tensor:
  positive = self.softplus(torch.neg(logits))
  focus_positive = self.power(self.softplus(logits), gamma_positive)
  if torch.gt(margin, 0.):
    q = torch.sub(torch.sigmoid(logits), margin)
    none = torch.le(q, 0)
    negative = torch.masked_fill(torch.neg(torch.log(torch.add(torch.sigmoid(torch.neg(logits)), margin))), none, 0)
    focus_negative = torch.pow(torch.masked_fill(q, none, 1), gamma_negative)
  else:
    negative = self.softplus(logits)
    focus_negative = self.power(positive, gamma_negative)
  if detach:
    focus_positive = torch.detach(focus_positive)
    focus_negative = torch.detach(focus_negative)
  return torch.where(torch.gt(states, 0), torch.mul(focus_positive, positive), torch.mul(focus_negative, negative))

# Hill: the focal loss of the shifted logit for positives, and (lambda - p) p^2 for negatives.
def pairs_hill(logits: Tensor, states: Tensor, margin: float, gamma: float, lam: float) -> Tensor:
  shifted = torch.sub(logits, margin)
  positive = torch.mul(self.power(self.softplus(shifted), gamma), self.softplus(torch.neg(shifted)))
  p = torch.sigmoid(logits)
  negative = torch.mul(torch.rsub(p, lam), torch.square(p))
  return torch.where(torch.gt(states, 0), positive, negative)

# weights (B) of the examples and positive_weights (C) of the positives of each class.
def reduced(pairs: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool) -> Tensor:
  weighted = torch.where(torch.gt(states, 0), torch.mul(pairs, positive_weights), pairs)
  total = torch.sum(torch.mul(torch.sum(weighted, [1]), weights))
  mean = torch.div(total, torch.clamp_min(torch.sum(weights), 1e-12))
  if not by_example:
    mean = torch.div(mean, torch.size(pairs, 1))
  return mean

# Follows a network pass.
def mean_binary(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, unknown: float, smoothing: float) -> Tensor:
  return self.reduced(self.pairs_binary(logits, states, unknown, smoothing), states, weights, positive_weights, by_example)

# Follows a network pass.
def mean_partial(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, alpha: float, beta: float, gamma: float) -> Tensor:
  return self.reduced(self.pairs_partial(logits, states, alpha, beta, gamma), states, weights, positive_weights, by_example)

# Follows a network pass.
def mean_focal(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, gamma: float) -> Tensor:
  return self.reduced(self.pairs_focal(logits, states, gamma), states, weights, positive_weights, by_example)

# Follows a network pass.
def mean_asymmetric(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, gamma_positive: float, gamma_negative: float, margin: float, detach: bool) -> Tensor:
  return self.reduced(self.pairs_asymmetric(logits, states, gamma_positive, gamma_negative, margin, detach), states, weights, positive_weights, by_example)

# Follows a network pass.
def mean_hill(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, margin: float, gamma: float, lam: float) -> Tensor:
  return self.reduced(self.pairs_hill(logits, states, margin, gamma, lam), states, weights, positive_weights, by_example)
