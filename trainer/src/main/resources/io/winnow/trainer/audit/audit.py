def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)

# mean log probability of the given classes (N, 1), log densities (N, K) divided by a temperature
def likelihood(densities: Tensor, given: Tensor, temperature: float) -> Tensor:
  return torch.mean(torch.gather(torch.log_softmax(torch.div(densities, temperature), 1), 1, given), dtype=None)

# (N, K) probabilities at the temperature under which the given classes are likeliest, by golden section on its logarithm
def tempered(densities: Tensor, classes: Tensor) -> Tensor:
  given = torch.unsqueeze(classes, 1)
  low = -2.
  high = 12.
  for _0 in range(40):
    span = torch.mul(torch.sub(high, low), 0.6180339887498949)
    left = torch.sub(high, span)
    right = torch.add(low, span)
    if bool(torch.gt(self.likelihood(densities, given, torch.exp(left)), self.likelihood(densities, given, torch.exp(right)))):
      high = right
    else:
      low = left
  return torch.softmax(torch.div(densities, torch.exp(torch.mul(torch.add(low, high), 0.5))), 1)
