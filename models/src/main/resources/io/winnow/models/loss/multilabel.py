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

# Of a negative, q = max(p - margin, 0) and -log(1 - q), which is 0, as is its gradient, where p <= margin.
def negative_beyond(logits: Tensor, margin: float) -> Tensor:
  if torch.gt(margin, 0.):
    loss = torch.neg(torch.log(torch.add(torch.sigmoid(torch.neg(logits)), margin)))
    return torch.masked_fill(loss, torch.le(torch.sub(torch.sigmoid(logits), margin), 0), 0)
  return self.softplus(logits)

# q where it is above 0, and 1 elsewhere: the logarithm of 0 has no finite gradient, and the loss is 0 there.
def excess(logits: Tensor, margin: float) -> Tensor:
  q = torch.sub(torch.sigmoid(logits), margin)
  return torch.masked_fill(q, torch.le(q, 0), 1)

# The loss of each pair, multiplied by its focusing factor.
def focused(states: Tensor, positive: Tensor, focus_positive: Tensor, negative: Tensor, focus_negative: Tensor, detach: bool) -> Tensor:
  if detach:
    focus_positive = torch.detach(focus_positive)
    focus_negative = torch.detach(focus_negative)
  return torch.where(torch.gt(states, 0), torch.mul(focus_positive, positive), torch.mul(focus_negative, negative))

# ASL: q^gamma * -log(1 - q) for a negative.
def pairs_asymmetric(logits: Tensor, states: Tensor, gamma_positive: float, gamma_negative: float, margin: float, detach: bool) -> Tensor:
  positive = self.softplus(torch.neg(logits))
  focus_positive = self.power(self.softplus(logits), gamma_positive)
  if torch.gt(margin, 0.):
    focus_negative = torch.pow(self.excess(logits, margin), gamma_negative)
  else:
    focus_negative = self.power(positive, gamma_negative)
  return self.focused(states, positive, focus_positive, self.negative_beyond(logits, margin), focus_negative, detach)

# Hill: the focal loss of the shifted logit for positives, and (lambda - p) p^2 for negatives.
def pairs_hill(logits: Tensor, states: Tensor, margin: float, gamma: float, lam: float) -> Tensor:
  shifted = torch.sub(logits, margin)
  positive = torch.mul(self.power(self.softplus(shifted), gamma), self.softplus(torch.neg(shifted)))
  p = torch.sigmoid(logits)
  negative = torch.mul(torch.rsub(p, lam), torch.square(p))
  return torch.where(torch.gt(states, 0), positive, negative)

# Distribution-balanced loss (Wu et al., ECCV 2020). An example that is drawn once for each of its classes would be drawn more often than one of
# its classes alone demands; rebalanced (B, C) undoes this. bias (C) shifts the logits of rare classes, and negatives, whose logits are scaled by
# tolerance, push less.
def rebalanced(states: Tensor, counts: Tensor, lift: float, slope: float, centre: float) -> Tensor:
  inverse = torch.reciprocal(counts)
  own = torch.sum(torch.mul(torch.gt(states, 0), inverse), [1], True, dtype=None)
  return torch.add(torch.sigmoid(torch.mul(torch.sub(torch.div(inverse, own), centre), slope)), lift)

def pairs_distribution_balanced(logits: Tensor, states: Tensor, counts: Tensor, bias: Tensor, lift: float, slope: float, centre: float, tolerance: float, gamma: float) -> Tensor:
  weight = self.rebalanced(states, counts, lift, slope, centre)
  shifted = torch.add(logits, bias)
  positive = torch.mul(self.power(self.softplus(shifted), gamma), self.softplus(torch.neg(shifted)))
  scaled = torch.mul(shifted, tolerance)
  negative = torch.div(torch.mul(self.power(self.softplus(torch.neg(scaled)), gamma), self.softplus(scaled)), tolerance)
  return torch.mul(torch.mul(torch.where(torch.gt(states, 0), positive, negative), weight), 2.)

# Multi-focal modifier (Zhang et al., ICCV 2023): the asymmetric loss whose exponents (C) and factors (C) depend on the class.
def pairs_multi_focal(logits: Tensor, states: Tensor, gamma_positive: Tensor, gamma_negative: Tensor, factors: Tensor, margin: float, detach: bool) -> Tensor:
  positive = self.softplus(torch.neg(logits))
  focus_positive = torch.exp(torch.neg(torch.mul(self.softplus(logits), gamma_positive)))
  if torch.gt(margin, 0.):
    focus_negative = torch.pow(self.excess(logits, margin), gamma_negative)
  else:
    focus_negative = torch.exp(torch.neg(torch.mul(positive, gamma_negative)))
  return torch.mul(self.focused(states, positive, focus_positive, self.negative_beyond(logits, margin), focus_negative, detach), factors)

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

# Follows a network pass.
def mean_distribution_balanced(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, counts: Tensor, bias: Tensor, lift: float, slope: float, centre: float, tolerance: float, gamma: float) -> Tensor:
  return self.reduced(self.pairs_distribution_balanced(logits, states, counts, bias, lift, slope, centre, tolerance, gamma), states, weights, positive_weights, by_example)

# Follows a network pass.
def mean_multi_focal(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool, gamma_positive: Tensor, gamma_negative: Tensor, factors: Tensor, margin: float, detach: bool) -> Tensor:
  return self.reduced(self.pairs_multi_focal(logits, states, gamma_positive, gamma_negative, factors, margin, detach), states, weights, positive_weights, by_example)

# The mean loss estimated from a sample of the classes: columns (S) has the inverse of the probability with which each is in the sample.
def mean_sampled(pairs: Tensor, columns: Tensor, weights: Tensor, divisor: float) -> Tensor:
  total = torch.sum(torch.mul(torch.sum(torch.mul(pairs, columns), [1]), weights))
  return torch.div(total, torch.mul(torch.clamp_min(torch.sum(weights), 1e-12), divisor))

# Losses that depend on the other examples of the batch.

# The mean over examples of the number of classes that they are predicted to have.
def predicted_positives(logits: Tensor, weights: Tensor) -> Tensor:
  return torch.div(torch.sum(torch.mul(torch.sum(torch.sigmoid(logits), [1]), weights)), torch.clamp_min(torch.sum(weights), 1e-12))

# Expected positives (EPR, Cole et al.): the loss of positives alone, and a penalty on the number of predicted classes.
# Follows a network pass.
def mean_expected_positives(logits: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, expected: float) -> Tensor:
  positive = torch.masked_fill(self.softplus(torch.neg(logits)), torch.le(states, 0), 0)
  excess = torch.div(torch.sub(self.predicted_positives(logits, weights), expected), torch.size(logits, 1))
  return torch.add(self.reduced(positive, states, weights, positive_weights, False), torch.square(excess))

# One half of ROLE: logits against the probabilities of the other half, which are held, and EPR.
# Follows a network pass.
def mean_regularised(logits: Tensor, held: Tensor, states: Tensor, weights: Tensor, positive_weights: Tensor, expected: float) -> Tensor:
  each = torch.sub(self.softplus(logits), torch.mul(logits, torch.sigmoid(torch.detach(held))))
  fit = self.reduced(each, torch.zeros_like(states), weights, positive_weights, False)
  return torch.mul(torch.add(fit, self.mean_expected_positives(logits, states, weights, positive_weights, expected)), 0.5)

# The gradient (B, C) of mean_regularised for the estimates of ROLE, in closed form.
def estimate_gradient(estimates: Tensor, logits: Tensor, states: Tensor, expected: float) -> Tensor:
  t = torch.sigmoid(estimates)
  pulled = torch.sub(t, torch.sigmoid(logits))
  positive = torch.masked_fill(torch.sub(t, 1.), torch.le(states, 0), 0)
  pairs = torch.div(torch.add(pulled, positive), torch.numel(estimates))
  excess = torch.sub(torch.div(torch.sum(t), torch.size(t, 0)), expected)
  penalty = torch.mul(torch.mul(t, torch.rsub(t, 1.)), torch.mul(excess, 2. / (torch.size(t, 1) * torch.size(t, 1) * torch.size(t, 0))))
  return torch.mul(torch.add(pairs, penalty), 0.5)

# One step of Adam for the rows of the estimates that are in the batch. seen (N) counts the steps of each row.
# In place.
def move_estimates(estimates: Tensor, first: Tensor, second: Tensor, seen: Tensor, rows: Tensor, gradient: Tensor, rate: float) -> Tensor:
  count = torch.add(torch.index_select(seen, 0, rows), 1.)
  m = torch.lerp(torch.index_select(first, 0, rows), gradient, 0.1)
  v = torch.lerp(torch.index_select(second, 0, rows), torch.square(gradient), 0.001)
  step = torch.unsqueeze(count, 1)
  mean = torch.div(m, torch.rsub(torch.pow(0.9, step), 1.))
  size = torch.sqrt(torch.div(v, torch.rsub(torch.pow(0.999, step), 1.)))
  moved = torch.sub(torch.index_select(estimates, 0, rows), torch.mul(torch.div(mean, torch.add(size, 1e-8)), rate))
  torch.index_copy_(seen, 0, rows, count)
  torch.index_copy_(first, 0, rows, m)
  torch.index_copy_(second, 0, rows, v)
  return torch.index_copy_(estimates, 0, rows, moved)

# The unknown pairs (B, C) with the largest losses if they were negatives, at most count of them; of equal ones those that come first.
def largest_unknown(logits: Tensor, states: Tensor, count: int) -> Tensor:
  unknown = torch.eq(states, 0)
  losses = torch.flatten(torch.masked_fill(torch.detach(self.softplus(logits)), torch.logical_not(unknown), -1.))
  order = torch.argsort(losses, stable=True, dim=0, descending=True)
  places = torch.arange(torch.numel(losses), device=losses.device)
  first = torch.scatter(torch.zeros_like(order), 0, order, torch.type_as(torch.lt(places, count), order))
  return torch.logical_and(torch.gt(torch.view_as(first, logits), 0), unknown)

# States in which some pairs are positives.
def with_positives(states: Tensor, picked: Tensor) -> Tensor:
  return torch.masked_fill(states, picked, 1.)

# Assume negative without the picked pairs.
# Follows a network pass.
def mean_without(logits: Tensor, states: Tensor, picked: Tensor, weights: Tensor, positive_weights: Tensor, by_example: bool) -> Tensor:
  pairs = torch.masked_fill(self.pairs_binary(logits, states, 1., 0.), picked, 0)
  return self.reduced(pairs, states, weights, positive_weights, by_example)

# PU-MLC: the temperature (1, C) of each class, which spreads logits that lie close together.
def temperature(logits: Tensor, alpha: float, least: float) -> Tensor:
  held = torch.detach(logits)
  spread = torch.sqrt(torch.mean(torch.square(torch.sub(held, torch.mean(held, [0], True, dtype=None))), [0], True, dtype=None))
  return torch.masked_fill(torch.clamp(torch.mul(spread, alpha), least, 1.), torch.eq(spread, 0), 1.)

# PU-MLC: log of the mean probability (1, C) of each class in the batch.
def log_mean(log_p: Tensor, weights: Tensor) -> Tensor:
  shares = torch.div(weights, torch.clamp_min(torch.sum(weights), 1e-12))
  return torch.logsumexp(torch.add(log_p, torch.log(torch.unsqueeze(shares, 1))), [0], True)

# PU-MLC (variational learning from positives): pushes down the mean probability of each class and pulls up the positives.
# Follows a network pass.
def variational(logits: Tensor, states: Tensor, weights: Tensor, class_weights: Tensor, alpha: float, gamma: float, least: float) -> Tensor:
  log_p = torch.neg(self.softplus(torch.neg(torch.div(logits, self.temperature(logits, alpha, least)))))
  mean = self.log_mean(log_p, weights)
  push = torch.mul(torch.exp(torch.mul(torch.detach(mean), gamma)), mean)
  own = torch.mul(torch.gt(states, 0), torch.unsqueeze(weights, 1))
  pull = torch.div(torch.sum(torch.mul(log_p, own), [0], True, dtype=None), torch.clamp_min(torch.sum(own, [0], True, dtype=None), 1e-12))
  return torch.sum(torch.mul(torch.sub(push, pull), class_weights))

# PU-MLC: log probabilities of given labels, 0 for positives and the log of the predicted probability for all other pairs.
def log_labels(logits: Tensor, states: Tensor) -> Tensor:
  return torch.masked_fill(torch.neg(self.softplus(torch.neg(logits))), torch.gt(states, 0), 0)

# PU-MLC: the squared distance of the log probabilities of mixtures to the log of the mixture of their parts' probabilities, added up over the
# classes. Half of the examples, first (H), are mixed with the others, second (H). The logits have a gradient, those of the mixtures too.
def mixture_distance(logits: Tensor, states: Tensor, mixed: Tensor, first: Tensor, second: Tensor, share: Tensor, weights: Tensor, class_weights: Tensor) -> Tensor:
  log_p = self.log_labels(logits, states)
  own = torch.add(torch.index_select(log_p, 0, first), torch.log(share))
  others = torch.add(torch.index_select(log_p, 0, second), torch.log(torch.rsub(share, 1.)))
  distance = torch.add(torch.logaddexp(own, others), self.softplus(torch.neg(mixed)))
  each = torch.sum(torch.mul(torch.square(distance), class_weights), [1])
  mixtures = torch.add(torch.mul(torch.index_select(weights, 0, first), share), torch.mul(torch.index_select(weights, 0, second), torch.rsub(share, 1.)))
  return torch.div(torch.sum(torch.mul(each, mixtures)), torch.clamp_min(torch.sum(mixtures), 1e-12))

# COMIC's reflective corrector: the pairs (B, C) that count as positives although they are unknown, because their probability is above both a
# threshold and the mean of their class.
def reflected(logits: Tensor, states: Tensor, threshold: float) -> Tensor:
  p = torch.sigmoid(torch.detach(logits))
  means = torch.mean(p, [0], True, dtype=None)
  return torch.logical_and(torch.gt(p, torch.clamp_min(means, threshold)), torch.eq(states, 0))

# Positives' logits lowered by a margin.
def lowered(logits: Tensor, states: Tensor, margin: float) -> Tensor:
  return torch.where(torch.gt(states, 0), torch.sub(logits, margin), logits)

# Estimates of ROLE to begin with: what is known is nearly certain (0.995), and unknown pairs are drawn.
def initial_estimates(states: Tensor, drawn: Tensor) -> Tensor:
  return torch.where(torch.eq(states, 0), drawn, torch.mul(states, 5.293304824724492))

def rows_of(values: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(values, 0, rows)

# Marks (N, C) of pairs, of which those of some rows are replaced by the picked pairs (B, C).
# In place.
def set_marks(marks: Tensor, rows: Tensor, picked: Tensor) -> Tensor:
  return torch.index_copy_(marks, 0, rows, torch.type_as(picked, marks))

# In place.
def add_marks(marks: Tensor, rows: Tensor, picked: Tensor) -> Tensor:
  own = torch.maximum(torch.index_select(marks, 0, rows), torch.type_as(picked, marks))
  return torch.index_copy_(marks, 0, rows, own)

# The number of marks of each class (C) as int64.
def mark_counts(marks: Tensor) -> Tensor:
  return torch.sum(marks, [0])

def marked(marks: Tensor, rows: Tensor) -> Tensor:
  return torch.gt(torch.index_select(marks, 0, rows), 0)

# The mean over the positives of a batch of the losses of all its pairs; 0 without a positive.
def per_positive(pairs: Tensor, states: Tensor, weights: Tensor) -> Tensor:
  positives = torch.sum(torch.mul(torch.sum(torch.gt(states, 0), [1]), weights))
  total = torch.sum(torch.mul(torch.sum(pairs, [1]), weights))
  return torch.div(torch.masked_fill(total, torch.eq(positives, 0), 0), torch.clamp_min(positives, 1e-12))
