# The k rows of (N, D) nearest to (D), by Euclidean distance, nearest first.
def nearest(x: Tensor, query: Tensor, k: int) -> Tuple[Tensor, Tensor]:
  distances = torch.linalg_vector_norm(torch.sub(x, query), 2, [1], False, dtype=None)
  values, numbers = torch.topk(distances, k, 0, False, True)
  return (values, numbers)
