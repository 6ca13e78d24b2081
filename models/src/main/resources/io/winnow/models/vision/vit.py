# Cuts images (B, C, H, W) into patches of p x p pixels, row by row, and flattens them: (B, N, C * p * p).
def patches(x: Tensor, p: int) -> Tensor:
  b, c, h, w = torch.size(x)
  y = torch.reshape(x, [b, c, torch.floordiv(h, p), p, torch.floordiv(w, p), p])
  y = torch.permute(y, [0, 2, 4, 1, 3, 5])
  return torch.reshape(y, [b, -1, torch.mul(torch.mul(c, p), p)])

# Puts a token (1, 1, D) before the tokens x (B, N, D) of each example.
def prepend(x: Tensor, token: Tensor) -> Tensor:
  b = torch.size(x, 0)
  return torch.cat([torch.expand(token, [b, -1, -1]), x], 1)

def first_token(x: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def mean_token(x: Tensor) -> Tensor:
  return torch.mean(x, [1], False, dtype=None)
