def whiten(x: Tensor, dimension: int, ridge: float) -> Tensor:
  centered = torch.sub(x, torch.mean(x, [0], True))
  covariance = torch.div(torch.mm(torch.t(centered), centered), torch.size(x, 0))
  values, vectors = torch.linalg_eigh(covariance)
  d = torch.size(x, 1)
  kept = torch.narrow(vectors, 1, torch.sub(d, dimension), dimension)
  variance = torch.narrow(values, 0, torch.sub(d, dimension), dimension)
  scale = torch.rsqrt(torch.add(torch.clamp_min(variance, 0), torch.add(torch.mul(torch.mean(values), ridge), 1e-12)))
  return torch.mm(centered, torch.mul(kept, scale))
