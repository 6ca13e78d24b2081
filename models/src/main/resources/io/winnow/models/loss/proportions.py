# Learning from the shares of the classes in bags of examples (arXiv 2310.08056 and its rivals)

# log of the mean probability of each class in each bag (b, C): logsumexp over the members of log softmax, minus the log of their number. The
# largest member is subtracted before exp, so that a class that all members deny keeps its gradient.
# logits (B, C); bags (B) int64 in [0, b), each with a member; count: the number of bags b
def log_mean_shares(logits: Tensor, bags: Tensor, count: int) -> Tensor:
  each = torch.log_softmax(logits, 1)
  index = torch.expand_as(torch.unsqueeze(bags, 1), each)
  start = torch.full_like(torch.narrow(each, 0, 0, 1), -inf)
  most = torch.scatter_reduce(torch.repeat(start, [count, 1]), 0, index, torch.detach(each), "amax", include_self=True)
  sums = torch.index_add(torch.zeros_like(most), 0, bags, torch.exp(torch.sub(each, torch.index_select(most, 0, bags))))
  sizes = torch.index_add(torch.zeros_like(torch.select(most, 1, 0)), 0, bags, torch.ones_like(torch.select(each, 1, 0)))
  return torch.sub(torch.add(torch.log(sums), most), torch.unsqueeze(torch.log(sizes), 1))

# shares (b, C), each row sums to 1
def mean_proportion_loss(logits: Tensor, bags: Tensor, shares: Tensor) -> Tensor:
  predicted = self.log_mean_shares(logits, bags, torch.size(shares, 0))
  return torch.mean(torch.neg(torch.sum(torch.mul(shares, predicted), [1], False, dtype=None)))

# The loss with the weights (N, C) of all examples, of which the batch has the rows (B) int64.
def mean_indexed_loss(logits: Tensor, weights: Tensor, rows: Tensor) -> Tensor:
  return self.mean_weighted_loss(logits, torch.index_select(weights, 0, rows))

# weights (B, C), each row sums to 1; they may be negative
def mean_weighted_loss(logits: Tensor, weights: Tensor) -> Tensor:
  return torch.mean(torch.neg(torch.sum(torch.mul(weights, torch.log_softmax(logits, 1)), [1], False, dtype=None)))
