# Label smoothing: spreads a share of each target (B, C) evenly over all classes.
def smooth(targets: Tensor, share: float) -> Tensor:
  return torch.add(torch.mul(targets, torch.sub(1., share)), torch.div(share, torch.size(targets, 1)))

# Weights of examples (B) from targets (B, C) and class weights (1, C).
def weights(targets: Tensor, classes: Tensor) -> Tensor:
  return torch.sum(torch.mul(targets, classes), [1])

# Subtracts the margins (1, C) from the logits (B, C) of the target classes.
def with_margins(logits: Tensor, targets: Tensor, margins: Tensor) -> Tensor:
  return torch.sub(logits, torch.mul(targets, margins))

# Updates the moving averages of predictions (N, C) at the rows in place, and returns weight * mean(log(1 - <prediction, average>)).
def early_learning(logits: Tensor, means: Tensor, rows: Tensor, momentum: float, weight: float) -> Tensor:
  p = torch.clamp(torch.softmax(logits, 1), 1e-4, torch.sub(1., 1e-4))
  seen = torch.detach(p)
  seen = torch.div(seen, torch.sum(seen, [1], True))
  own = torch.add(torch.mul(torch.index_select(means, 0, rows), momentum), torch.mul(seen, torch.sub(1., momentum)))
  _0 = torch.index_copy_(means, 0, rows, own)
  agreement = torch.sum(torch.mul(p, own), [1])
  return torch.mul(torch.mean(torch.log(torch.sub(1., agreement))), weight)
