# SimGCD, arXiv 2211.11727. The rows of outputs (2B, K + P) are the first views of a batch and then its second views; the first K columns are
# cosines with the classes, and the others a projection, or nothing. Labels (2B) are class numbers, or -1.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# Half the cross-entropy of each view with the sharpened prediction of the other one, which gets no gradient, as a mean over examples. A share
# of what is learnt is agreed, predictions that are known before (2B, K).
def distillation(cosines: Tensor, agreed: Tensor, share: float, student: float, teacher: float) -> Tensor:
  half = torch.floordiv(torch.size(cosines, 0), 2)
  p = torch.log_softmax(torch.div(cosines, student), 1)
  q = torch.softmax(torch.div(torch.detach(cosines), teacher), 1)
  other = torch.cat([torch.narrow(q, 0, half, half), torch.narrow(q, 0, 0, half)], 0)
  learnt = torch.add(torch.mul(other, torch.sub(1, share)), torch.mul(agreed, share))
  return torch.neg(torch.mean(torch.sum(torch.mul(learnt, p), [1], False, dtype=None)))

# The mean prediction (K): keep times that of the batches before, and the rest of this batch; of this batch alone while there are zeros before.
def mean_prediction(cosines: Tensor, before: Tensor, keep: float, student: float) -> Tensor:
  m = torch.mean(torch.softmax(torch.div(cosines, student), 1), [0], False, dtype=None)
  some = torch.gt(torch.sum(before), 0)
  # Its gradient is that of the mean of this batch, or a term with a long memory would count as little as this batch does.
  return torch.add(m, torch.detach(torch.mul(torch.mul(torch.sub(before, m), keep), some)))

# ln K minus the entropy of the mean prediction: 0 if all classes are predicted equally often.
def mean_entropy(cosines: Tensor, before: Tensor, keep: float, student: float) -> Tensor:
  m = self.mean_prediction(cosines, before, keep, student)
  times = torch.sum(torch.ones_like(m))
  return torch.sum(torch.mul(m, torch.log(torch.mul(torch.clamp_min(m, 1e-30), times))))

# The mean over the labelled rows; 0 if there are none.
def cross_entropy(cosines: Tensor, labels: Tensor, student: float) -> Tensor:
  known = torch.ge(labels, 0)
  p = torch.log_softmax(torch.div(cosines, student), 1)
  own = torch.squeeze(torch.gather(p, 1, torch.unsqueeze(torch.clamp_min(labels, 0), 1)), 1)
  sum = torch.neg(torch.sum(torch.mul(own, known)))
  return torch.div(sum, torch.clamp_min(torch.sum(known), 1))

# The cosines of all pairs of rows over a temperature, with -1e30 for a row and itself.
def similarities(projections: Tensor, temperature: float) -> Tensor:
  u = self.unit_rows(projections)
  diagonal = torch.diag_embed(torch.ones_like(torch.select(u, 1, 0)))
  return torch.masked_fill(torch.div(torch.mm(u, torch.t(u)), temperature), torch.gt(diagonal, 0), -1e30)

# The positive of each row is the other view of its example, and its negatives are all other rows.
def info_nce(projections: Tensor, temperature: float) -> Tensor:
  half = torch.floordiv(torch.size(projections, 0), 2)
  s = self.similarities(projections, temperature)
  first = torch.diagonal(torch.narrow(s, 1, half, half))
  second = torch.diagonal(torch.narrow(s, 1, 0, half), torch.neg(half))
  return torch.mean(torch.sub(torch.logsumexp(s, [1]), torch.cat([first, second], 0)))

# The positives of a labelled row are all other rows of its class, among all other labelled rows; 0 if there are none.
def supervised_contrast(projections: Tensor, labels: Tensor, temperature: float) -> Tensor:
  known = torch.ge(labels, 0)
  s = torch.masked_fill(self.similarities(projections, temperature), torch.logical_not(torch.unsqueeze(known, 0)), -1e30)
  others = torch.gt(s, -1e29)
  same = torch.logical_and(torch.logical_and(torch.eq(torch.unsqueeze(labels, 0), torch.unsqueeze(labels, 1)), torch.unsqueeze(known, 1)), others)
  log = torch.masked_fill(torch.sub(s, torch.logsumexp(s, [1], True)), torch.logical_not(same), 0)
  each = torch.div(torch.sum(log, [1], False, dtype=None), torch.clamp_min(torch.sum(same, [1], False, dtype=None), 1))
  return torch.div(torch.neg(torch.sum(each)), torch.clamp_min(torch.sum(known), 1))

# Follows a network pass.
def objective(outputs: Tensor, labels: Tensor, before: Tensor, keep: float, agreed: Tensor, share: float, classes: int, student: float, teacher: float, supervised: float, entropy: float, info_nce: float, sup_con: float) -> Tensor:
  cosines = torch.narrow(outputs, 1, 0, classes)
  unsupervised = torch.add(self.distillation(cosines, agreed, share, student, teacher), torch.mul(self.mean_entropy(cosines, before, keep, student), entropy))
  given = self.cross_entropy(cosines, labels, student)
  width = torch.sub(torch.size(outputs, 1), classes)
  if torch.gt(width, 0):
    h = torch.narrow(outputs, 1, classes, width)
    unsupervised = torch.add(unsupervised, self.info_nce(h, info_nce))
    given = torch.add(given, self.supervised_contrast(h, labels, sup_con))
  return torch.add(torch.mul(unsupervised, torch.sub(1, supervised)), torch.mul(given, supervised))

# In place.
# Sets the mean prediction of the batches before (K) to that with outputs (2B, K + P) of one more.
def remember(before: Tensor, outputs: Tensor, keep: float, student: float) -> Tensor:
  m = self.mean_prediction(torch.narrow(torch.detach(outputs), 1, 0, torch.size(before, 0)), before, keep, student)
  return torch.copy_(before, m, False)

# Some rows (M, D) of an array (N, D).
def picked(array: Tensor, rows: Tensor) -> Tensor:
  return torch.index_select(array, 0, rows)

def probabilities(outputs: Tensor, classes: int, student: float) -> Tensor:
  return torch.softmax(torch.div(torch.narrow(outputs, 1, 0, classes), student), 1)
