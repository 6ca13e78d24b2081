# Estimates of the probability with which each class is excluded, by -log. Q (C, C) is given by logits of its rows.

def plain(scores: Tensor) -> Tensor:
  return torch.log_softmax(scores, 1)

def mixed(scores: Tensor, transition: Tensor) -> Tensor:
  return torch.log(torch.add(torch.mm(torch.softmax(scores, 1), torch.softmax(transition, 1)), 1e-6))

# Minus the L1 distances of estimates (B, C) from the rows of Q, times a scale.
def nearness(estimates: Tensor, transition: Tensor, scale: float) -> Tensor:
  rows = torch.unsqueeze(torch.softmax(transition, 1), 0)
  distances = torch.sum(torch.abs(torch.sub(torch.unsqueeze(torch.exp(estimates), 1), rows)), [2], False, dtype=None)
  return torch.mul(distances, torch.neg(scale))
