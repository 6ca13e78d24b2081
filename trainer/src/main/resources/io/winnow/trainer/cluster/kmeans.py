# Scores (B, k) of a tile of vectors x (B, D) against centers c (k, D) are x c + offset. With the offset -|c|^2 / 2, the center with the largest
# score is the nearest by Euclidean distance. With the offset 0 and unit rows, it is the one with the largest cosine.

# Returns [best score (B), index of its center (B)], and adds the vectors to the sums (k, D) and counts (k) of their centers.
def accumulate(scores: Tensor, x: Tensor, sums: Tensor, counts: Tensor) -> List[Tensor]:
  best, index = torch.max(scores, 1)
  _0 = torch.index_add_(sums, 0, index, x)
  _1 = torch.index_add_(counts, 0, index, torch.ones_like(best))
  return [best, index]

# Indices of the nearest centers (B, count), nearest first.
def nearest(scores: Tensor, count: int) -> Tensor:
  values, index = torch.topk(scores, count, 1, True, True)
  return index

def euclidean_offset(centers: Tensor) -> Tensor:
  return torch.neg(self.half_squares(centers))

def spherical_offset(centers: Tensor) -> Tensor:
  return torch.zeros_like(torch.select(centers, 1, 0))

def half_squares(x: Tensor) -> Tensor:
  return torch.mul(torch.sum(torch.mul(x, x), [1]), 0.5)

# New centers from sums and counts. A center without vectors keeps its place.
def means(centers: Tensor, sums: Tensor, counts: Tensor, spherical: bool) -> Tensor:
  n = torch.unsqueeze(counts, 1)
  mean = torch.where(torch.gt(n, 0), torch.div(sums, torch.clamp_min(n, 1)), centers)
  if spherical:
    result = torch.div(mean, torch.clamp_min(torch.linalg_vector_norm(mean, 2, [1], True, dtype=None), 1e-12))
  else:
    result = mean
  return result

# Mini-batch update (Sculley 2010): each center is the mean of all vectors that were ever assigned to it.
def blend(centers: Tensor, weights: Tensor, sums: Tensor, counts: Tensor, spherical: bool) -> Tensor:
  total = torch.add(weights, counts)
  mixed = torch.add(torch.mul(centers, torch.unsqueeze(weights, 1)), sums)
  _0 = torch.copy_(weights, total)
  return self.means(centers, mixed, total, spherical)

def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)

# In place.
def put(target: Tensor, index: Tensor, values: Tensor) -> Tensor:
  return torch.index_copy_(target, 0, index, values)

# Half of the squared distances (N) to the nearest center after one more was added, for k-means++; squares is |x|^2 / 2.
def closer(x: Tensor, squares: Tensor, center: Tensor, distances: Tensor) -> Tensor:
  d = torch.add(torch.sub(squares, torch.mv(x, center)), torch.mul(torch.dot(center, center), 0.5))
  return torch.minimum(distances, torch.clamp_min(d, 0))

# Draws an index with a probability proportional to its weight: the first index at which the running sum of the weights exceeds share
# times the total, for a uniform share in [0, 1).
def draw(weights: Tensor, share: float) -> Tensor:
  running = torch.cumsum(weights, 0, dtype=7)
  target = torch.mul(torch.select(running, 0, -1), share)
  place = torch.sum(torch.le(running, target))
  return torch.clamp_max(place, torch.sub(torch.size(weights, 0), 1))
