# Votes (B, C) for queries (B, D) and keys (N, D) of unit length: the total weight of each class among the nearest keys. Subtracting 1 from
# the cosine prevents overflow and scales all votes alike.
def votes(queries: Tensor, keys: Tensor, one_hot: Tensor, neighbours: int, temperature: float) -> Tensor:
  similarity, index = torch.topk(torch.mm(queries, torch.t(keys)), neighbours, 1)
  weights = torch.exp(torch.div(torch.sub(similarity, 1), temperature))
  picked = torch.reshape(torch.index_select(one_hot, 0, torch.reshape(index, [-1])), [torch.size(index, 0), neighbours, -1])
  return torch.sum(torch.mul(picked, torch.unsqueeze(weights, 2)), [1])

def argmax(x: Tensor) -> Tensor:
  return torch.argmax(x, 1)

# Logits (N, C) of x (N, D) with weights (C, D + 1), whose last column is the bias.
def logits(x: Tensor, weights: Tensor) -> Tensor:
  d = torch.size(x, 1)
  return torch.addmm(torch.select(weights, 1, d), x, torch.t(torch.narrow(weights, 1, 0, d)))

# Gradient with respect to the weights (C, D + 1), given the gradient with respect to the logits (N, C).
def by_weights(x: Tensor, by_logits: Tensor) -> Tensor:
  g = torch.t(by_logits)
  return torch.cat([torch.mm(g, x), torch.unsqueeze(torch.sum(g, [1]), 1)], 1)

def probabilities(logits: Tensor) -> Tensor:
  return torch.softmax(logits, 1)

def independent_probabilities(logits: Tensor) -> Tensor:
  return torch.sigmoid(logits)

# [sum of the cross-entropy losses, its gradient with respect to the weights]. Each row of the targets (N, C) sums to the weight of the
# example.
def softmax(x: Tensor, targets: Tensor, weights: Tensor) -> List[Tensor]:
  z = self.logits(x, weights)
  log_p = torch.log_softmax(z, 1)
  loss = torch.neg(torch.sum(torch.mul(log_p, targets)))
  return [loss, self.by_weights(x, torch.sub(torch.mul(torch.exp(log_p), torch.sum(targets, [1], True)), targets))]

# Sum of the squared lengths of the rows of x (N, D).
def sum_of_squares(x: Tensor) -> Tensor:
  return torch.sum(torch.square(x), dtype=None)

# Like softmax, for binary cross-entropy with targets (N, C) of 1, 0 and -1, where -1 is a pair of which nothing is known.
def sigmoid(x: Tensor, targets: Tensor, weights: Tensor) -> List[Tensor]:
  z = self.logits(x, weights)
  known = torch.clamp(torch.add(targets, 1), 0, 1)
  loss = torch.sum(torch.mul(torch.sub(torch.softplus(z), torch.mul(z, targets)), known))
  return [loss, self.by_weights(x, torch.mul(torch.sub(torch.sigmoid(z), targets), known))]

# (2, D): mean and standard deviation of the columns; the latter is at least 1e-5.
def moments(x: Tensor) -> Tensor:
  std, mean = torch.std_mean(x, [0], False, False)
  return torch.stack([mean, torch.clamp_min(std, 1e-5)])

def standardise(x: Tensor, moments: Tensor) -> Tensor:
  return torch.div(torch.sub(x, torch.select(moments, 0, 0)), torch.select(moments, 0, 1))

def rows(x: Tensor, index: Tensor) -> Tensor:
  return torch.index_select(x, 0, index)
