# Layers compute in the type of their input, while their parameters stay float32.

# Numbers of types in TorchScript: 5 is torch.float16, 6 is torch.float32, 15 is torch.bfloat16.
def to_float16(x: Tensor) -> Tensor:
  return torch.to(x, 5, False, False, None)

def to_bfloat16(x: Tensor) -> Tensor:
  return torch.to(x, 15, False, False, None)

def like(parameter: Tensor, x: Tensor) -> Tensor:
  return torch.to(parameter, ops.prim.dtype(x), False, False, None)

# Casts bfloat16 and float16 to float32; float32 and float64 are kept.
def full(x: Tensor) -> Tensor:
  y = x
  if torch.eq(ops.prim.dtype(x), 15):
    y = torch.to(x, 6, False, False, None)
  if torch.eq(ops.prim.dtype(x), 5):
    y = torch.to(x, 6, False, False, None)
  return y

def convolution(x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
  return torch.conv2d(x, self.like(weight, x), None, [stride, stride], [padding, padding], [1, 1], 1)

# A 1x1 convolution with a stride, computed as a convolution with stride 1 over the positions that the stride visits. oneDNN's own strided
# kernel writes past its workspace in the backward pass if there are fewer than 16 channels, and aborts the process (uxlfoundation/oneDNN
# issue 6035).
def pointwise_convolution(x: Tensor, weight: Tensor, stride: int) -> Tensor:
  visited = torch.slice(torch.slice(x, 2, 0, None, stride), 3, 0, None, stride)
  return torch.conv2d(visited, self.like(weight, x), None, [1, 1], [0, 0], [1, 1], 1)

def linear(x: Tensor, weight: Tensor) -> Tensor:
  return torch.linear(x, self.like(weight, x), None)

def linear_with_bias(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.linear(x, self.like(weight, x), self.like(bias, x))

# bfloat16 and float16 are too imprecise for sums over a whole row, so the input is cast to the parameters' type, and the result back.
def layer_norm(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: float) -> Tensor:
  wide = torch.to(x, ops.prim.dtype(gamma), False, False, None)
  return self.like(torch.layer_norm(wide, [torch.numel(gamma)], gamma, beta, epsilon, True), x)

# The same for the mean and the variance of groups of channels of each example: (B, C, H, W) to (B, C, H, W). PyTorch's kernel for channels in
# the last place (memory format 2) takes many times longer than the one for those in the second place (0).
def group_norm(x: Tensor, groups: int, gamma: Tensor, beta: Tensor, epsilon: float) -> Tensor:
  wide = torch.contiguous(torch.to(x, ops.prim.dtype(gamma), False, False, None), memory_format=0)
  normed = torch.group_norm(wide, groups, gamma, beta, epsilon, True)
  return torch.contiguous(self.like(normed, x), memory_format=2)

def embedding(ids: Tensor, weight: Tensor) -> Tensor:
  return torch.embedding(weight, ids, -1, False, False)

def dropout(x: Tensor, p: float) -> Tensor:
  return torch.dropout(x, p, True)

# Multiplies the last axis of x by learned factors.
def scaled(x: Tensor, factors: Tensor) -> Tensor:
  return torch.mul(x, self.like(factors, x))

# Stochastic depth on a branch x (B, N, D): keeps the branch of each example with probability 1 - p, scaled so that its expected value is
# the same, and sets it to zero otherwise.
def drop_path(x: Tensor, p: float) -> Tensor:
  first = torch.detach(torch.narrow(torch.narrow(x, 1, 0, 1), 2, 0, 1))
  keep = torch.bernoulli(first, torch.sub(1.0, p))
  return torch.div(torch.mul(x, keep), torch.sub(1.0, p))

# The low-rank update scale B A x of x (.., in), for a (r, in) and b (rows, r).
def low_rank(x: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
  return torch.mul(torch.linear(torch.linear(x, self.like(a, x), None), self.like(b, x), None), scale)

# Adds an update to the outputs y (.., before + rows + after), to all but the first and the last ones.
def add_rows(y: Tensor, update: Tensor, before: int, after: int) -> Tensor:
  return torch.add(y, torch.constant_pad_nd(update, [before, after], 0))

# The weight (out, in) with the update scale B A added to its rows from first on.
def merged_rows(weight: Tensor, a: Tensor, b: Tensor, scale: float, first: int) -> Tensor:
  sum = torch.clone(weight)
  _0 = torch.add_(torch.narrow(sum, 0, first, torch.size(b, 0)), torch.mm(b, a), alpha=scale)
  return sum
