# MOFI, arXiv 2306.07952. Logits are divided after the margin; the log-softmax subtracts the largest one of each row itself.

def unit_rows(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# x (B, D), centers (S, D), own (B): the row of each example's center.
def margin_softmax(x: Tensor, centers: Tensor, own: Tensor, temperature: float, margin: float) -> Tensor:
  cosine = torch.mm(self.unit_rows(x), torch.t(self.unit_rows(centers)))
  margins = torch.scatter(torch.zeros_like(cosine), 1, torch.unsqueeze(own, 1), margin)
  logits = torch.div(torch.sub(cosine, margins), temperature)
  return torch.cross_entropy_loss(logits, own, None, 1, -100, 0.)

# x and texts (B, D), entities (B), log_scale (1). With masked, a pair of an example with the text of another example of its entity is left out:
# -1e30 rather than -inf, so that the gradient is zero and not NaN.
def contrast(x: Tensor, texts: Tensor, entities: Tensor, log_scale: Tensor, masked: bool) -> Tensor:
  logits = torch.mul(torch.mm(self.unit_rows(x), torch.t(self.unit_rows(texts))), torch.exp(log_scale))
  places = torch.sub(torch.cumsum(torch.ones_like(entities), 0), 1)
  if masked:
    same = torch.eq(torch.unsqueeze(entities, 0), torch.unsqueeze(entities, 1))
    twins = torch.logical_and(same, torch.ne(torch.unsqueeze(places, 0), torch.unsqueeze(places, 1)))
    logits = torch.masked_fill(logits, twins, -1e30)
  rows = torch.cross_entropy_loss(logits, places, None, 1, -100, 0.)
  columns = torch.cross_entropy_loss(torch.t(logits), places, None, 1, -100, 0.)
  return torch.div(torch.add(rows, columns), 2)

# Lets a logarithm be no larger than a limit.
# In place.
def limit(log_scale: Tensor, largest: float) -> Tensor:
  return torch.clamp_max_(log_scale, largest)
