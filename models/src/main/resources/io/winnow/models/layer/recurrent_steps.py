# LSTMs in training on CPUs, step by step. PyTorch's own packed LSTM gives the same numbers, but the gradient of each of its steps on a CPU is an
# array as large as all steps together. Exported networks never call these functions.

# One step of an LSTM for words x (n, D) and states h and c (H, n). Gates are rows in the order input, forget, candidate, output, so that those of
# one kind lie together in memory. Returns [h, c].
def lstm_step(x: Tensor, h: Tensor, c: Tensor, weight: Tensor, recurrent: Tensor, bias: Tensor) -> List[Tensor]:
  gates = torch.addmm(torch.addmm(torch.unsqueeze(bias, 1), weight, torch.t(x)), recurrent, h)
  i, f, g, o = torch.unsafe_chunk(gates, 4, 0)
  _0 = torch.sigmoid_(i)
  _1 = torch.sigmoid_(f)
  _2 = torch.tanh_(g)
  _3 = torch.sigmoid_(o)
  next = torch.add(torch.mul(f, c), torch.mul(i, g))
  return [torch.mul(o, torch.tanh(next)), next]

# The last states (H, N) of an LSTM that reads packed vectors from the first word to the last, or from the last to the first.
def direction(words: List[Tensor], weight: Tensor, recurrent: Tensor, bias: Tensor, backwards: bool) -> Tensor:
  steps = torch.len(words)
  if backwards:
    first = words[torch.sub(steps, 1)]
  else:
    first = words[0]
  h = torch.new_zeros(first, [torch.size(recurrent, 1), torch.size(first, 0)])
  c = h
  done = annotate(List[Tensor], [])
  for step in range(steps):
    if backwards:
      x = words[torch.sub(torch.sub(steps, 1), step)]
    else:
      x = words[step]
    more = torch.sub(torch.size(x, 0), torch.size(h, 1))
    if torch.gt(more, 0):
      h = torch.constant_pad_nd(h, [0, more], 0)
      c = torch.constant_pad_nd(c, [0, more], 0)
    if torch.lt(more, 0):
      h, ended = torch.split_with_sizes(h, [torch.size(x, 0), torch.neg(more)], 1)
      c = torch.narrow(c, 1, 0, torch.size(x, 0))
      _0 = torch.insert(done, 0, ended)
    h, c = self.lstm_step(x, h, c, weight, recurrent, bias)
  return torch.cat(torch.add([h], done), 1)

# Packed vectors, divided into those of each step.
def steps_of(packed: Tensor, running: Tensor) -> List[Tensor]:
  sizes = annotate(List[int], [])
  for step in range(torch.size(running, 0)):
    _0 = torch.append(sizes, int(torch.select(running, 0, step)))
  return torch.split_with_sizes(packed, sizes)

# The last states (H, N) of one direction over packed vectors.
def direction_of(packed: Tensor, running: Tensor, weight: Tensor, recurrent: Tensor, bias: Tensor, backwards: bool) -> Tensor:
  return self.direction(self.steps_of(packed, running), weight, recurrent, bias, backwards)

# The last states (N, 2 H) of both directions from those of each (H, N).
def joined(forwards: Tensor, backwards: Tensor) -> Tensor:
  return torch.t(torch.cat([forwards, backwards]))

# The same as last_states in recurrent.py.
def last_states(packed: Tensor, running: Tensor, weights: List[Tensor]) -> Tensor:
  w0, u0, b0, w1, u1, b1 = weights
  words = self.steps_of(packed, running)
  return self.joined(self.direction(words, w0, u0, b0, False), self.direction(words, w1, u1, b1, True))
