# [scores (N, 2), variances (2,), total variance ()] of the two leading principal components of the vectors x (N, D) in float64.
# linalg_eigh returns eigenvalues in ascending order. The sign of a component is free: the entry with the largest absolute value is positive.
def plane(x: Tensor) -> List[Tensor]:
  wide = torch.to(x, 7, False, False, None)
  centered = torch.sub(wide, torch.mean(wide, [0], True))
  covariance = torch.div(torch.mm(torch.t(centered), centered), torch.size(wide, 0))
  values, vectors = torch.linalg_eigh(covariance)
  d = torch.size(wide, 1)
  axes = torch.flip(torch.narrow(vectors, 1, torch.sub(d, 2), 2), [1])
  largest = torch.gather(axes, 0, torch.argmax(torch.abs(axes), 0, True))
  scores = torch.mm(centered, torch.mul(axes, torch.sign(largest)))
  variances = torch.clamp_min(torch.flip(torch.narrow(values, 0, torch.sub(d, 2), 2), [0]), 0)
  return [torch.to(scores, 6, False, False, None), torch.to(variances, 6, False, False, None), torch.to(torch.trace(covariance), 6, False, False, None)]
