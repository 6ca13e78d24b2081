# Attention without torch.scaled_dot_product_attention, which exists only since PyTorch 2.0.
def packed(qkv: Tensor, heads: int) -> Tensor:
  b, n, d3 = torch.size(qkv)
  x = torch.permute(torch.reshape(qkv, [b, n, 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  scores = torch.div(torch.matmul(q, torch.transpose(k, 2, 3)), torch.sqrt(torch.size(q, 3)))
  y = torch.matmul(torch.softmax(scores, -1), v)
  return torch.reshape(torch.transpose(y, 1, 2), [b, n, -1])

def heads_first(x: Tensor, heads: int) -> Tensor:
  return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)

# Masked scores become -60000, which half precision can represent.
def masked(q: Tensor, k: Tensor, v: Tensor, seen: Tensor, heads: int, dropout: float) -> Tensor:
  b, n, d = torch.size(q)
  query = self.heads_first(q, heads)
  scores = torch.div(torch.matmul(query, torch.transpose(self.heads_first(k, heads), 2, 3)), torch.sqrt(torch.size(query, 3)))
  hidden = torch.masked_fill(scores, torch.logical_not(seen), -60000.0)
  y = torch.matmul(torch.softmax(hidden, -1), self.heads_first(v, heads))
  return torch.reshape(torch.transpose(y, 1, 2), [b, n, d])

def packed_masked(qkv: Tensor, seen: Tensor, heads: int) -> Tensor:
  d = torch.floordiv(torch.size(qkv, 2), 3)
  return self.masked(torch.narrow(qkv, 2, 0, d), torch.narrow(qkv, 2, d, d), torch.narrow(qkv, 2, torch.mul(2, d), d), seen, heads, 0.0)

def crossed(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
  b, m, d = torch.size(q)
  query = self.heads_first(q, heads)
  scores = torch.div(torch.matmul(query, torch.transpose(self.heads_first(k, heads), 2, 3)), torch.sqrt(torch.size(query, 3)))
  y = torch.matmul(torch.softmax(scores, -1), self.heads_first(v, heads))
  return torch.reshape(torch.transpose(y, 1, 2), [b, m, d])

def biased(bias: Tensor, seen: Tensor, x: Tensor) -> Tensor:
  return torch.masked_fill(bias, torch.logical_not(seen), -30000.0)

def with_bias(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int, dropout: float) -> Tensor:
  b, n, d = torch.size(q)
  query = self.heads_first(q, heads)
  scores = torch.div(torch.matmul(query, torch.transpose(self.heads_first(k, heads), 2, 3)), torch.sqrt(torch.size(query, 3)))
  y = torch.matmul(torch.softmax(torch.add(scores, bias), -1), self.heads_first(v, heads))
  return torch.reshape(torch.transpose(y, 1, 2), [b, n, d])
