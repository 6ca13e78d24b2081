# Numbers the distinct rows of (N, W) in lexicographic order, and returns for each row the number of its value (N); equal rows have equal
# numbers. It works column by column, because torch.unique_dim compares rows pair by pair, which took a third of a training step.
def equal_rows(rows: Tensor) -> Tensor:
  kind = torch.select(rows, 1, 0)
  for i in range(torch.size(rows, 1)):
    word = torch.select(rows, 1, i)
    _0, kind, _1 = torch._unique2(torch.add(torch.mul(kind, torch.add(torch.amax(word), 1)), word), True, True, False)
  return kind

# For each number 0, 1, .. in kinds, the index of one row that has it.
def one_of_each(kinds: Tensor) -> Tensor:
  places = torch.arange(torch.size(kinds, 0), dtype=4, layout=None, device=ops.prim.device(kinds), pin_memory=False)
  count = torch.add(torch.amax(kinds), 1)
  return torch.scatter(torch.new_zeros(places, [int(count)]), 0, kinds, places)

# Turns word ids (N, W), where 0 means no word, into packed sequences: each distinct row once, with its words moved to the front, the
# longest row first. A row without words counts as one word here; its state is set to zero afterwards. Returns the packed words, the number
# of rows that are still running at each step, the index of each of the N rows among the distinct ones, and which distinct rows have words.
def pack(ids: Tensor) -> List[Tensor]:
  words = torch.to(ids, 4, False, False, None)
  _0, order = torch.sort(torch.eq(words, 0), stable=True, dim=1, descending=False)
  front = torch.gather(words, 1, order)
  which = self.equal_rows(front)
  distinct = torch.index_select(front, 0, self.one_of_each(which))
  lengths = torch.clamp_min(torch.sum(torch.ne(distinct, 0), [1]), 1)
  descending, by_length = torch.sort(lengths, stable=True, dim=0, descending=True)
  rows = torch.index_select(distinct, 0, by_length)
  packed, running = torch._pack_padded_sequence(rows, torch.cpu(descending), True)
  places = torch.index_select(torch.argsort(by_length, 0, False), 0, which)
  return [packed, running, places, torch.ne(torch.select(rows, 1, 0), 0)]

# The last states (N, 2 H) of a bidirectional LSTM over the packed vectors of N rows. weights holds the input weights (4 H, D), the recurrent
# weights (4 H, H) and the bias (4 H) of the forward direction, then those of the backward direction. PyTorch's second bias is zero here.
def last_states(packed: Tensor, running: Tensor, has_words: Tensor, weights: List[Tensor], training: bool) -> Tensor:
  w0, u0, b0, w1, u1, b1 = weights
  none = torch.zeros_like(b0)
  state = torch.new_zeros(packed, [2, torch.size(has_words, 0), torch.size(u0, 1)])
  _0, last, _1 = torch.lstm(packed, running, [state, state], [w0, u0, b0, none, w1, u1, b1, none], True, 1, 0.0, training, True)
  return torch.flatten(torch.transpose(last, 0, 1), 1, -1)

# The states of all rows from those of the distinct ones.
def placed(states: Tensor, places: Tensor, has_words: Tensor) -> Tensor:
  blanked = torch.mul(states, torch.unsqueeze(torch.to(has_words, ops.prim.dtype(states), False, False, None), 1))
  return torch.index_select(blanked, 0, places)

# A random orthogonal matrix from a matrix of normal draws. The signs make the QR decomposition unique.
def orthogonal(normal: Tensor) -> Tensor:
  q, r = torch.linalg_qr(normal, "reduced")
  return torch.mul(q, torch.sign(torch.diagonal(r, 0, 0, 1)))
