# [mean (1, D), matrix (D, dimension)] of the vectors x (N, D). linalg_eigh returns eigenvalues in ascending order, so the leading
# components are the last columns.
def whitening(x: Tensor, dimension: int, ridge: float) -> List[Tensor]:
  mean = torch.mean(x, [0], True)
  centered = torch.sub(x, mean)
  covariance = torch.div(torch.mm(torch.t(centered), centered), torch.size(x, 0))
  values, vectors = torch.linalg_eigh(covariance)
  d = torch.size(x, 1)
  kept = torch.narrow(vectors, 1, torch.sub(d, dimension), dimension)
  variance = torch.narrow(values, 0, torch.sub(d, dimension), dimension)
  scale = torch.rsqrt(torch.add(torch.clamp_min(variance, 0), torch.add(torch.mul(torch.mean(values), ridge), 1e-12)))
  return [mean, torch.mul(kept, scale)]

def whitened(x: Tensor, mean: Tensor, matrix: Tensor) -> Tensor:
  return torch.mm(torch.sub(x, mean), matrix)

# [weight (out, D), bias (out)] of a linear layer that computes the same map. The isometry is the Q of a QR decomposition.
def layer(mean: Tensor, matrix: Tensor, normal: Tensor) -> List[Tensor]:
  weight = torch.t(matrix)
  if torch.gt(torch.size(normal, 0), torch.size(matrix, 1)):
    isometry, _0 = torch.linalg_qr(normal, "reduced")
    weight = torch.mm(isometry, weight)
  return [torch.contiguous(weight), torch.neg(torch.squeeze(torch.mm(mean, torch.t(weight)), 0))]
