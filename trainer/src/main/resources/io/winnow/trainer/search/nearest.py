# The k rows of x (N, D) nearest to each of the queries (Q, D) by Euclidean distance, nearest first: distances (Q, k) and row numbers (Q, k).
# Mode 2 of cdist computes distances from differences of the coordinates; computed from a matrix product, small distances would be inaccurate.
def nearest(x: Tensor, queries: Tensor, k: int) -> Tuple[Tensor, Tensor]:
  values, numbers = torch.topk(torch.cdist(queries, x, 2., 2), k, 1, False, True)
  return (values, numbers)
