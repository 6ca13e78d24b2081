# LSTMs in training on CPUs, step by step. PyTorch's own packed LSTM gives the same numbers, but the gradient of each of its steps on a CPU is an
# array as large as all steps together. Exported networks never call these functions.

# One step of an LSTM for n texts: its inputs x (n, 4 H), which are the words times the input weights plus the bias, and the states h and c (n, H)
# before it. Gates come in the order input, forget, candidate, output. Returns [h, c].
def lstm_step(x: Tensor, h: Tensor, c: Tensor, recurrent: Tensor) -> List[Tensor]:
  gates = torch.addmm(x, h, torch.t(recurrent))
  i, f, g, o = torch.unsafe_chunk(gates, 4, 1)
  _0 = torch.sigmoid_(i)
  _1 = torch.sigmoid_(f)
  _2 = torch.tanh_(g)
  _3 = torch.sigmoid_(o)
  next = torch.add(torch.mul(f, c), torch.mul(i, g))
  return [torch.mul(o, torch.tanh(next)), next]

# The last states (N, H) of an LSTM that reads packed inputs (.., 4 H) from the first word to the last, or from the last to the first. running
# has the number of texts at each step.
def direction(packed: Tensor, running: Tensor, recurrent: Tensor, backwards: bool) -> Tensor:
  sizes = annotate(List[int], [])
  for step in range(torch.size(running, 0)):
    _0 = torch.append(sizes, int(torch.select(running, 0, step)))
  inputs = torch.split_with_sizes(packed, sizes)
  steps = torch.len(inputs)
  if backwards:
    texts = sizes[torch.sub(steps, 1)]
  else:
    texts = sizes[0]
  h = torch.new_zeros(packed, [texts, torch.size(recurrent, 1)])
  c = h
  done = annotate(List[Tensor], [])
  for step in range(steps):
    if backwards:
      x = inputs[torch.sub(torch.sub(steps, 1), step)]
    else:
      x = inputs[step]
    more = torch.sub(torch.size(x, 0), torch.size(h, 0))
    if torch.gt(more, 0):
      h = torch.constant_pad_nd(h, [0, 0, 0, more], 0)
      c = torch.constant_pad_nd(c, [0, 0, 0, more], 0)
    if torch.lt(more, 0):
      h, ended = torch.split_with_sizes(h, [torch.size(x, 0), torch.neg(more)])
      c = torch.narrow(c, 0, 0, torch.size(x, 0))
      _1 = torch.insert(done, 0, ended)
    h, c = self.lstm_step(x, h, c, recurrent)
  return torch.cat(torch.add([h], done))
