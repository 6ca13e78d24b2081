# Texts (B, 2, L): ids, 0 for padding, and segments.
def ids(x: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def segments(x: Tensor) -> Tensor:
  return torch.select(x, 1, 1)

def positions(x: Tensor) -> Tensor:
  return torch.arange(torch.size(x, 2), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)

# (B, 1, 1, L). The first position counts in any case, so that an empty text has something to attend to.
def seen(x: Tensor) -> Tensor:
  words = torch.ne(self.ids(x), 0)
  first = torch.eq(self.positions(x), 0)
  return torch.unsqueeze(torch.unsqueeze(torch.logical_or(words, first), 1), 1)

def all_seen(x: Tensor) -> Tensor:
  return torch.ones([1, 1, 1, torch.size(x, 1)], dtype=11, layout=None, device=ops.prim.device(x), pin_memory=False)

# CPUs take the backward pass of attention in a reduced type 7 times as slowly as in float32.
def wide_on_cpus(x: Tensor) -> Tensor:
  y = x
  if torch.__not__(ops.prim.is_cuda(x)):
    if torch.eq(torch.element_size(x), 2):
      y = torch.to(x, 6, False, False, None)
  return y

def heads_first(x: Tensor, heads: int) -> Tensor:
  wide = self.wide_on_cpus(x)
  return torch.transpose(torch.reshape(wide, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)

# Scaled dot-product attention of (B, L, D) over heads, to what is seen. The mask broadcasts: expanded, a kernel would turn it into
# B * heads * L * L numbers.
def attention(q: Tensor, k: Tensor, v: Tensor, seen: Tensor, heads: int, dropout: float) -> Tensor:
  b, n, d = torch.size(q)
  y = torch.scaled_dot_product_attention(self.heads_first(q, heads), self.heads_first(k, heads), self.heads_first(v, heads), seen, dropout, False)
  return torch.to(torch.reshape(torch.transpose(y, 1, 2), [b, n, d]), ops.prim.dtype(q), False, False, None)

def gelu(x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="none")

def gelu_tanh(x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="tanh")

def relu(x: Tensor) -> Tensor:
  return torch.relu(x)

def first_token(x: Tensor, seen: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def mean(x: Tensor, seen: Tensor) -> Tensor:
  weights = torch.to(torch.reshape(seen, [torch.size(x, 0), -1, 1]), ops.prim.dtype(x), False, False, None)
  return torch.div(torch.sum(torch.mul(x, weights), [1]), torch.sum(weights, [1]))
