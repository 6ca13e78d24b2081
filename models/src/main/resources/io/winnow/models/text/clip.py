# Texts x are (B, 2, L): token ids and a second row, which is not used.

# Returns the first place (B) of an id in each text; 0 in a text without it.
def first_of(x: Tensor, id: int) -> Tensor:
  found = torch.to(torch.eq(torch.select(x, 1, 0), id), 4, False, False, None)
  return torch.argmax(found, 1, False)

# Returns the first place (B) of the largest id of each text.
def largest_id(x: Tensor) -> Tensor:
  return torch.argmax(torch.to(torch.select(x, 1, 0), 4, False, False, None), 1, False)

# Returns L - 1 for each text (B).
def last_place(x: Tensor) -> Tensor:
  place = torch.sub(torch.size(x, 2), 1)
  return torch.add(torch.zeros_like(torch.select(torch.select(x, 1, 0), 1, 0)), place)

# Picks from token vectors x (B, L, D) those at the places (B).
def at(x: Tensor, places: Tensor) -> Tensor:
  all = torch.arange(torch.size(x, 1), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)
  chosen = torch.eq(torch.unsqueeze(all, 0), torch.unsqueeze(places, 1))
  weights = torch.unsqueeze(torch.to(chosen, ops.prim.dtype(x), False, False, None), 2)
  return torch.sum(torch.mul(x, weights), [1])

# The scaled cosines (B, C) of images (B, E) and texts (C, E), each of length 1.
def logits(images: Tensor, texts: Tensor, scale: float, bias: float) -> Tensor:
  return torch.add(torch.mul(torch.linear(images, texts, None), scale), bias)

def softmax(logits: Tensor) -> Tensor:
  return torch.softmax(logits, 1, None)

def sigmoid(logits: Tensor) -> Tensor:
  return torch.sigmoid(logits)
