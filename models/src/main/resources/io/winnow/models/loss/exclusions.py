# Losses of classes that examples do not have (complementary labels). Each gives the losses (B, C) of excluding each class. Targets (B, C) are
# minus the number of answers that exclude a class, and 1 for a class that is known to be right.

def times(targets: Tensor) -> Tensor:
  return torch.clamp_min(torch.neg(targets), 0)

# The mean over the answers of a batch, of which each counts with the weight (B) of its example.
def mean(losses: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
  each = torch.mul(self.times(targets), torch.unsqueeze(weights, 1))
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
