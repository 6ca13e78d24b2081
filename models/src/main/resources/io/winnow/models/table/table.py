# An example has the ids of the C words of its caption, followed by those of R * L cells with W words each: x is (B, C + R * L * W). These
# functions return the ids of the captions (B, C) and of the cells (B * R * L, W).
def caption_ids(x: Tensor, caption_words: int) -> Tensor:
  return torch.narrow(x, 1, 0, caption_words)

def cell_ids(x: Tensor, caption_words: int, cell_words: int) -> Tensor:
  cells = torch.narrow(x, 1, caption_words, torch.sub(torch.size(x, 1), caption_words))
  return torch.reshape(cells, [-1, cell_words])

# Position t attends to position s if 0 <= s - t + floor(width / 2) < width. The paper adds a bias to the scores; it is left out, because it
# is the same for all s and so does not change the softmax.
def windowed_attention(x: Tensor, weight: Tensor, width: int) -> Tensor:
  n = torch.size(x, 1)
  here = torch.arange(n, dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)
  ahead = torch.add(torch.sub(torch.unsqueeze(here, 0), torch.unsqueeze(here, 1)), torch.floordiv(width, 2))
  seen = torch.logical_and(torch.ge(ahead, 0), torch.lt(ahead, width))
  scores = torch.bmm(torch.matmul(x, weight), torch.transpose(x, 1, 2))
  return torch.bmm(torch.softmax(torch.masked_fill(scores, torch.logical_not(seen), -1e30), 2), x)
