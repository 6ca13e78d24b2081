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

# The tokens x (B, N, D) without the first n, which are not patches.
def patches_only(x: Tensor, n: int) -> Tensor:
  return torch.slice(x, 1, n, None, 1)

# The first token of x (B, N, D), followed by the mean of those after the first n: (B, 2 * D).
def first_and_mean(x: Tensor, n: int) -> Tensor:
  return torch.cat([torch.select(x, 1, 0), torch.mean(torch.slice(x, 1, n, None, 1), [1], False, dtype=None)], 1)

# Puts tokens (1, R, D) after the first token of x (B, N, D) of each example.
def after_first(x: Tensor, tokens: Tensor) -> Tensor:
  b = torch.size(x, 0)
  return torch.cat([torch.narrow(x, 1, 0, 1), torch.expand(tokens, [b, -1, -1]), torch.slice(x, 1, 1, None, 1)], 1)

# Repeats a token (1, 1, D) for each example of x (B, N, D).
def repeated(token: Tensor, x: Tensor) -> Tensor:
  return torch.expand(token, [torch.size(x, 0), -1, -1])

# The first rows and columns of pixels of images (B, C, H, W).
def cropped(x: Tensor, height: int, width: int) -> Tensor:
  return torch.narrow(torch.narrow(x, 2, 0, height), 3, 0, width)

# The angles of rotary positions in two axes, (1 + rows * columns, H): first those of the class token, class_angles (1, H), then those of the
# patches. Half of the angles of a patch grow with its row, half with its column, and the k-th of each half has the speed exp(k * step). They
# are float32 at least, because the angles of distant patches need more bits than half precision has.
def rotary_angles(class_angles: Tensor, rows: int, columns: int, step: float) -> Tensor:
  h = torch.size(class_angles, 1)
  n = torch.floordiv(h, 2)
  k = torch.arange(n, dtype=4, layout=None, device=ops.prim.device(class_angles), pin_memory=False)
  r = torch.arange(rows, dtype=4, layout=None, device=ops.prim.device(class_angles), pin_memory=False)
  c = torch.arange(columns, dtype=4, layout=None, device=ops.prim.device(class_angles), pin_memory=False)
  speeds = torch.exp(torch.mul(torch.to(k, 6, False, False, None), step))
  by_row = torch.mul(torch.reshape(torch.to(r, 6, False, False, None), [rows, 1, 1]), speeds)
  by_column = torch.mul(torch.reshape(torch.to(c, 6, False, False, None), [1, columns, 1]), speeds)
  grid = torch.cat([torch.expand(by_row, [rows, columns, n]), torch.expand(by_column, [rows, columns, n])], 2)
  patches = torch.reshape(grid, [torch.mul(rows, columns), h])
  first = torch.add(class_angles, torch.zeros_like(torch.narrow(patches, 0, 0, 1)))
  return torch.cat([first, torch.to(patches, ops.prim.dtype(first), False, False, None)], 0)
