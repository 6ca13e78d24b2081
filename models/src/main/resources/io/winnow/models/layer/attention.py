# On CPUs the backward pass of attention is 7 times slower in bfloat16 or float16 than in float32, so 2-byte types become float32 (6) there.
def wide_on_cpus(x: Tensor) -> Tensor:
  y = x
  if torch.__not__(ops.prim.is_cuda(x)):
    if torch.eq(torch.element_size(x), 2):
      y = torch.to(x, 6, False, False, None)
  return y

# Attention of every position to every position: qkv (B, N, 3 D) holds queries, keys and values, concatenated. Returns (B, N, D).
def packed(qkv: Tensor, heads: int) -> Tensor:
  b, n, d3 = torch.size(qkv)
  x = torch.permute(torch.reshape(self.wide_on_cpus(qkv), [b, n, 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
  return torch.to(torch.reshape(torch.transpose(y, 1, 2), [b, n, -1]), ops.prim.dtype(qkv), False, False, None)

# (B, L, D) to (B, heads, L, D / heads)
def heads_first(x: Tensor, heads: int) -> Tensor:
  wide = self.wide_on_cpus(x)
  return torch.transpose(torch.reshape(wide, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)

# A mask for `with_bias` (B, heads, L, L) from values that are added to the scores (1, heads, L, L), and the positions that are attended to
# (B, 1, 1, L). The softmax maps a score near -30000, which half precision can represent, to 0.
def biased(bias: Tensor, seen: Tensor, x: Tensor) -> Tensor:
  wide = self.wide_on_cpus(torch.to(bias, ops.prim.dtype(x), False, False, None))
  return torch.masked_fill(wide, torch.logical_not(seen), -30000.0)

# Attention of queries to keys and values (each B, L, D) at the positions that the mask `seen` (B, 1, 1, L) allows. The mask is left to
# broadcast: if it were expanded, the kernel would turn it into an array of B * heads * L * L numbers.
def masked(q: Tensor, k: Tensor, v: Tensor, seen: Tensor, heads: int, dropout: float) -> Tensor:
  b, n, d = torch.size(q)
  y = torch.scaled_dot_product_attention(self.heads_first(q, heads), self.heads_first(k, heads), self.heads_first(v, heads), seen, dropout, False)
  return torch.to(torch.reshape(torch.transpose(y, 1, 2), [b, n, d]), ops.prim.dtype(q), False, False, None)

# Attention with values (B, heads, L, L) that are added to the scores.
def with_bias(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int, dropout: float) -> Tensor:
  return self.masked(q, k, v, bias, heads, dropout)

# Attention of every position to the positions that the mask `seen` (B or 1, 1, N or 1, N) allows: qkv (B, N, 3 D) to (B, N, D).
def packed_masked(qkv: Tensor, seen: Tensor, heads: int) -> Tensor:
  d = torch.floordiv(torch.size(qkv, 2), 3)
  return self.masked(torch.narrow(qkv, 2, 0, d), torch.narrow(qkv, 2, d, d), torch.narrow(qkv, 2, torch.mul(2, d), d), seen, heads, 0.0)

# The mask (1, 1, N, N) by which each of the tokens x (B, N, D) attends to itself and the tokens before it.
def causal(x: Tensor) -> Tensor:
  places = torch.arange(torch.size(x, 1), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)
  seen = torch.le(torch.unsqueeze(places, 0), torch.unsqueeze(places, 1))
  return torch.unsqueeze(torch.unsqueeze(seen, 0), 0)

# Attention of queries (B, M, D) to all keys and values (B, N, D): (B, M, D).
def crossed(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
  b, m, d = torch.size(q)
  y = torch.scaled_dot_product_attention(self.heads_first(q, heads), self.heads_first(k, heads), self.heads_first(v, heads), None, 0.0, False)
  return torch.to(torch.reshape(torch.transpose(y, 1, 2), [b, m, d]), ops.prim.dtype(q), False, False, None)

# Turns queries and keys by rotary angles (N, H), for heads of length 2 H: the halves (a, b) of a head become (a cos - b sin, b cos + a sin).
# qkv is (B, N, 3 D), and so is the result, in which the values are the same.
def rotated(qkv: Tensor, angles: Tensor, heads: int) -> Tensor:
  b, n, d3 = torch.size(qkv)
  h = torch.size(angles, 1)
  x = torch.reshape(qkv, [b, n, 3, heads, torch.mul(2, h)])
  first = torch.narrow(torch.narrow(x, 2, 0, 2), 4, 0, h)
  second = torch.narrow(torch.narrow(x, 2, 0, 2), 4, h, h)
  cosines = torch.reshape(torch.cos(angles), [n, 1, 1, h])
  sines = torch.reshape(torch.sin(angles), [n, 1, 1, h])
  one = torch.sub(torch.mul(first, cosines), torch.mul(second, sines))
  other = torch.add(torch.mul(second, cosines), torch.mul(first, sines))
  turned = torch.to(torch.cat([one, other], 4), ops.prim.dtype(qkv), False, False, None)
  return torch.reshape(torch.cat([turned, torch.narrow(x, 2, 2, 1)], 2), [b, n, d3])
