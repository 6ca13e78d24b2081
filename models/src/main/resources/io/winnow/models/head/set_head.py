# Attention is to the words of marked vectors of tokens, see label_attention.py. A text without a word is attended to everywhere.
def seen(x: Tensor) -> Tensor:
  marks = torch.select(x, 2, -1)
  empty = torch.eq(torch.sum(marks, [1], True), 0)
  return torch.unsqueeze(torch.unsqueeze(torch.logical_or(torch.gt(marks, 0), empty), 1), 1)

# The learned queries (1, T, D) for each example of x (B, ..).
def repeated(queries: Tensor, x: Tensor) -> Tensor:
  return torch.expand(queries, [torch.size(x, 0), -1, -1])

# The log odds (B, C) of the largest probability that any of T steps gives a class: logits (B, T, C + 1), the empty class last.
def log_odds(logits: Tensor) -> Tensor:
  named = torch.narrow(torch.softmax(logits, 2, None), 2, 0, torch.sub(torch.size(logits, 2), 1))
  largest = torch.clamp(torch.amax(named, [1], False), 1e-7, 0.9999999)
  return torch.sub(torch.log(largest), torch.log(torch.rsub(largest, 1, 1)))
