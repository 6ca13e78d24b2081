# Images (B, C, H, W) to flattened patches (B, N, C * p * p), row by row.
def patches(x: Tensor, p: int) -> Tensor:
  b, c, h, w = torch.size(x)
  y = torch.reshape(x, [b, c, torch.floordiv(h, p), p, torch.floordiv(w, p), p])
  y = torch.permute(y, [0, 2, 4, 1, 3, 5])
  return torch.reshape(y, [b, -1, torch.mul(torch.mul(c, p), p)])

def prepend(x: Tensor, token: Tensor) -> Tensor:
  b = torch.size(x, 0)
  return torch.cat([torch.expand(token, [b, -1, -1]), x], 1)

def first_token(x: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def mean_token(x: Tensor) -> Tensor:
  return torch.mean(x, [1], False, dtype=None)

# CPUs take the backward pass of attention in a reduced type 7 times as slowly as in float32.
def wide_on_cpus(x: Tensor) -> Tensor:
  y = x
  if torch.__not__(ops.prim.is_cuda(x)):
    if torch.eq(torch.element_size(x), 2):
      y = torch.to(x, 6, False, False, None)
  return y

# Scaled dot-product attention of packed queries, keys and values (B, N, 3 D), over heads; (B, N, D).
def attention(qkv: Tensor, heads: int) -> Tensor:
  b, n, d3 = torch.size(qkv)
  x = torch.permute(torch.reshape(self.wide_on_cpus(qkv), [b, n, 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
  return torch.to(torch.reshape(torch.transpose(y, 1, 2), [b, n, -1]), ops.prim.dtype(qkv), False, False, None)

def gelu(x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="none")

# Keeps a branch for an example with probability 1 - p, scaled so that its mean stays.
def drop_path(x: Tensor, p: float) -> Tensor:
  first = torch.detach(torch.narrow(torch.narrow(x, 1, 0, 1), 2, 0, 1))
  keep = torch.bernoulli(first, torch.sub(1.0, p))
  return torch.div(torch.mul(x, keep), torch.sub(1.0, p))
