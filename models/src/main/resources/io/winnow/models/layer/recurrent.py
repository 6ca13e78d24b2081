# For each row of (N, W), the number of its kind: rows are equal where their numbers are, which are in the order of the rows' words. Word by
# word: torch.unique_dim compares pair after pair of rows as arrays, which took a third of a training's step.
def equal_rows(rows: Tensor) -> Tensor:
  kind = torch.select(rows, 1, 0)
  for i in range(torch.size(rows, 1)):
    word = torch.select(rows, 1, i)
    _0, kind, _1 = torch._unique2(torch.add(torch.mul(kind, torch.add(torch.amax(word), 1)), word), True, True, False)
  return kind

# Of each kind from 0 on, the place of a row that is of it.
def one_of_each(kinds: Tensor) -> Tensor:
  places = torch.arange(torch.size(kinds, 0), dtype=4, layout=None, device=ops.prim.device(kinds), pin_memory=False)
  count = torch.add(torch.amax(kinds), 1)
  return torch.scatter(torch.new_zeros(places, [int(count)]), 0, kinds, places)

# Ids (N, W), 0 for no word, as packed sequences: each distinct row once, its words moved to the front, longest first. A row without
# words counts as one word and is blanked afterwards. Returns the packed words, how many rows are still running at each step, for
# each of the N rows its place among the distinct ones, and which of these have words.
def pack(ids: Tensor) -> List[Tensor]:
  words = torch.to(ids, 4, False, False, None)
  _0, order = torch.sort(torch.eq(words, 0), stable=True, dim=1, descending=False)
  front = torch.gather(words, 1, order)
  which = self.equal_rows(front)
  distinct = torch.index_select(front, 0, self.one_of_each(which))
  lengths = torch.clamp_min(torch.sum(torch.ne(distinct, 0), [1]), 1)
  falling, longest = torch.sort(lengths, stable=True, dim=0, descending=True)
  rows = torch.index_select(distinct, 0, longest)
  packed, running = torch._pack_padded_sequence(rows, torch.cpu(falling), True)
  places = torch.index_select(torch.argsort(longest, 0, False), 0, which)
  return [packed, running, places, torch.ne(torch.select(rows, 1, 0), 0)]

# The last states (N, 2 H) of a bidirectional LSTM over packed vectors. weights: input (4 H, D), recurrent (4 H, H), bias (4 H) of the
# forward direction, then of the backward one. PyTorch's second bias is always zero here.
def bidirectional_lstm(packed: Tensor, running: Tensor, places: Tensor, spoken: Tensor, weights: List[Tensor], training: bool) -> Tensor:
  w0, u0, b0, w1, u1, b1 = weights
  none = torch.zeros_like(b0)
  state = torch.new_zeros(packed, [2, torch.size(spoken, 0), torch.size(u0, 1)])
  _0, last, _1 = torch.lstm(packed, running, [state, state], [w0, u0, b0, none, w1, u1, b1, none], True, 1, 0.0, training, True)
  both = torch.flatten(torch.transpose(last, 0, 1), 1, -1)
  blanked = torch.mul(both, torch.unsqueeze(torch.to(spoken, ops.prim.dtype(both), False, False, None), 1))
  return torch.index_select(blanked, 0, places)

def orthogonal(normal: Tensor) -> Tensor:
  q, r = torch.linalg_qr(normal, "reduced")
  return torch.mul(q, torch.sign(torch.diagonal(r, 0, 0, 1)))
