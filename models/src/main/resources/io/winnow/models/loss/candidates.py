# Losses of candidates, exactly one of which is the class of an example. candidates (B, C) are 1 for candidates and 0 for other classes.

def shares(candidates: Tensor) -> Tensor:
  return torch.div(candidates, torch.clamp_min(torch.sum(candidates, [1], True, dtype=None), 1))

# The predicted probabilities of the candidates, divided by their sum, without a gradient. The sum is that of softmax over the candidates, so
# that it cannot be 0.
def predicted(logits: Tensor, candidates: Tensor) -> Tensor:
  own = torch.gt(candidates, 0)
  inside = torch.softmax(torch.masked_fill(torch.detach(logits), torch.logical_not(own), -1e30), 1)
  return torch.mul(inside, candidates)

# Returns the shares of the examples in rows, and replaces them by those that the logits predict.
def renewed(shares: Tensor, rows: Tensor, candidates: Tensor, logits: Tensor) -> Tensor:
  before = torch.index_select(shares, 0, rows)
  _0 = torch.index_copy_(shares, 0, rows, self.predicted(logits, candidates))
  return before
