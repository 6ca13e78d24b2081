# Logits are (B, T, C + 1): a distribution over C classes and, last, the empty class for each of T steps.

# The mean of -log p of the assigned classes (B, T), int64, weighted by (B, T).
# Follows a network pass.
def cross_entropy(logits: Tensor, assigned: Tensor, weights: Tensor) -> Tensor:
  each = torch.squeeze(torch.gather(torch.log_softmax(logits, 2, None), 2, torch.unsqueeze(assigned, 2), sparse_grad=False), 2)
  return torch.neg(torch.div(torch.sum(torch.mul(each, weights)), torch.clamp_min(torch.sum(weights), 1e-12)))

# The probabilities (B, T, C + 1).
def probabilities(logits: Tensor) -> Tensor:
  return torch.softmax(logits, 2, None)

# The costs (B, T, N) = 1 - cos(x, y) of the expected class vectors x = sum_v p(v) E_v and the vectors y (B, N, D) of the classes of each
# example. The matrix E (C, D) has no row for the empty class, whose vector is zero.
def costs(logits: Tensor, vectors: Tensor, own: Tensor) -> Tensor:
  named = torch.narrow(torch.softmax(logits, 2, None), 2, 0, torch.size(vectors, 0))
  x = torch.matmul(named, vectors)
  lengths = torch.mul(torch.linalg_vector_norm(x, 2, [2], True, dtype=None), torch.unsqueeze(torch.linalg_vector_norm(own, 2, [2], False, dtype=None), 1))
  cosines = torch.div(torch.matmul(x, torch.transpose(own, 1, 2)), torch.clamp_min(lengths, 1e-8))
  return torch.rsub(cosines, 1, 1)

# The kernel exp(-C / beta) of transport, 0 for columns beyond the classes of an example, whose marginal (B, N) is 0.
def kernel(costs: Tensor, columns: Tensor, beta: float) -> Tensor:
  return torch.mul(torch.exp(torch.div(costs, torch.neg(beta))), torch.unsqueeze(torch.gt(columns, 0), 1))

# One step of IPOT: from the plan (B, T, N), the scaling of the columns (B, N) and their marginals to the next plan and scaling.
def ipot(plan: Tensor, scaling: Tensor, kernel: Tensor, columns: Tensor) -> List[Tensor]:
  q = torch.mul(kernel, plan)
  rows = torch.mul(torch.squeeze(torch.matmul(q, torch.unsqueeze(scaling, 2)), 2), torch.size(plan, 1))
  a = torch.reciprocal(torch.clamp_min(rows, 1e-30))
  b = torch.div(columns, torch.clamp_min(torch.squeeze(torch.matmul(torch.unsqueeze(a, 1), q), 1), 1e-30))
  return [torch.mul(torch.mul(torch.unsqueeze(a, 2), q), torch.unsqueeze(b, 1)), b]

# The mean over the examples, with weights (B), of the costs of fixed plans.
def transported(costs: Tensor, plan: Tensor, weights: Tensor) -> Tensor:
  each = torch.sum(torch.mul(costs, plan), [1, 2])
  return torch.div(torch.sum(torch.mul(each, weights)), torch.clamp_min(torch.sum(weights), 1e-12))
