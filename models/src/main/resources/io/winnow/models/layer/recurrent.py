# Ids (N, W), 0 for no word, as packed sequences: each distinct row once, its words moved to the front, longest first. A row without
# words counts as one word and is blanked afterwards. Returns the packed words, how many rows are still running at each step, for
# each of the N rows its place among the distinct ones, and which of these have words.
def pack(ids: Tensor) -> List[Tensor]:
  words = torch.to(ids, 4, False, False, None)
  _0, order = torch.sort(torch.eq(words, 0), stable=True, dim=1, descending=False)
  distinct, which, _1 = torch.unique_dim(torch.gather(words, 1, order), 0, True, True, False)
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
