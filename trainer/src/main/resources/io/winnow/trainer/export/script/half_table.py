# The same function as in training, except that masked scores become -60000, which half precision can represent.
def windowed_attention(x: Tensor, weight: Tensor, width: int) -> Tensor:
  n = torch.size(x, 1)
  here = torch.arange(n, dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)
  ahead = torch.add(torch.sub(torch.unsqueeze(here, 0), torch.unsqueeze(here, 1)), torch.floordiv(width, 2))
  seen = torch.logical_and(torch.ge(ahead, 0), torch.lt(ahead, width))
  scores = torch.bmm(torch.matmul(x, weight), torch.transpose(x, 1, 2))
  return torch.bmm(torch.softmax(torch.masked_fill(scores, torch.logical_not(seen), -60000.0), 2), x)
