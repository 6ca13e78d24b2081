# The queue of keys of momentum contrast (arXiv 1911.05722).

# Writes keys (B, D) into the queue (K, D) in place, starting at the position (1), and advances the position.
# In place.
def enqueue(queue: Tensor, position: Tensor, keys: Tensor) -> Tensor:
  size = torch.size(queue, 0)
  count = torch.size(keys, 0)
  places = torch.remainder(torch.add(torch.cumsum(torch.ones_like(torch.select(keys, 1, 0), dtype=4), 0), torch.sub(position, 1)), size)
  _0 = torch.index_copy_(queue, 0, places, keys)
  return torch.remainder_(torch.add_(position, count), size)
