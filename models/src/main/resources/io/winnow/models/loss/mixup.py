def draw(parameters: Tensor) -> Tensor:
  return torch.narrow(torch._sample_dirichlet(parameters), 0, 0, 1)

def mix(x: Tensor, order: Tensor, share: Tensor) -> Tensor:
  return torch.lerp(torch.index_select(x, 0, order), x, share)

def paste(x: Tensor, order: Tensor, inside: Tensor) -> Tensor:
  return torch.where(inside, torch.index_select(x, 0, order), x)

# The mixing coefficient times the loss with the labels of the examples themselves, and the rest times that with the labels of their partners.
def mix_losses(own: Tensor, partners: Tensor, share: Tensor) -> Tensor:
  weight = torch.squeeze(share)
  return torch.add(torch.mul(own, weight), torch.mul(partners, torch.rsub(weight, 1.)))

# Combinations of some rows with others.
def mix_rows(x: Tensor, first: Tensor, second: Tensor, share: Tensor) -> Tensor:
  return torch.lerp(torch.index_select(x, 0, second), torch.index_select(x, 0, first), share)

# The partner of each row.
def rows(x: Tensor, order: Tensor) -> Tensor:
  return torch.index_select(x, 0, order)

# The lengths of rows (B, D) to (B, 1).
def lengths(x: Tensor) -> Tensor:
  return torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12)
