# Texts x are (B, 2, L): token ids, where 0 is padding, and segment ids.

def ids(x: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def segments(x: Tensor) -> Tensor:
  return torch.select(x, 1, 1)

def positions(x: Tensor) -> Tensor:
  return torch.arange(torch.size(x, 2), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)

# The attention mask (B, 1, 1, L): true at tokens, false at padding. The first position is always true, so that attention is defined for an
# empty text.
def seen(x: Tensor) -> Tensor:
  words = torch.ne(self.ids(x), 0)
  first = torch.eq(self.positions(x), 0)
  return torch.unsqueeze(torch.unsqueeze(torch.logical_or(words, first), 1), 1)

# The attention mask of texts (B, L, D) without padding.
def all_seen(x: Tensor) -> Tensor:
  return torch.ones([1, 1, 1, torch.size(x, 1)], dtype=11, layout=None, device=ops.prim.device(x), pin_memory=False)

# Poolings: from token vectors x (B, L, D) and the attention mask to (B, D).
def first_token(x: Tensor, seen: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def mean(x: Tensor, seen: Tensor) -> Tensor:
  weights = torch.to(torch.reshape(seen, [torch.size(x, 0), -1, 1]), ops.prim.dtype(x), False, False, None)
  return torch.div(torch.sum(torch.mul(x, weights), [1]), torch.sum(weights, [1]))

# Scales vectors x (B, D) to length 1.
def unit_length(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))
