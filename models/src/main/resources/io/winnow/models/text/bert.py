# Texts x are (B, 2, L): token ids, with padding at the end, and segment ids.

def ids(x: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

def segments(x: Tensor) -> Tensor:
  return torch.select(x, 1, 1)

# Segment ids of an encoder that has one segment.
def one_segment(x: Tensor) -> Tensor:
  return torch.zeros_like(torch.select(x, 1, 1))

def positions(x: Tensor) -> Tensor:
  return torch.arange(torch.size(x, 2), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)

def positions_from(x: Tensor, first: int) -> Tensor:
  return torch.add(self.positions(x), first)

# The attention mask (B, 1, 1, L): true at tokens, false at padding. The first position is always true, so that attention is defined for an
# empty text.
def seen(x: Tensor, padding: int) -> Tensor:
  words = torch.ne(self.ids(x), padding)
  first = torch.eq(self.positions(x), 0)
  return torch.unsqueeze(torch.unsqueeze(torch.logical_or(words, first), 1), 1)

# The attention mask of texts (B, L, D) without padding.
def all_seen(x: Tensor) -> Tensor:
  return torch.ones([1, 1, 1, torch.size(x, 1)], dtype=11, layout=None, device=ops.prim.device(x), pin_memory=False)

# The bucket of the distance from each query to each key (L, L). Keys before the query, and the query itself, have buckets from 0, keys
# behind it have buckets from `half`; in both, the bucket is the number of lower ends that the distance reaches.
def buckets(x: Tensor, ends: List[int], half: int) -> Tensor:
  places = self.positions(x)
  distance = torch.sub(torch.unsqueeze(places, 0), torch.unsqueeze(places, 1))
  length = torch.abs(distance)
  bucket = torch.mul(torch.to(torch.gt(distance, 0), 4, False, False, None), half)
  for end in ends:
    bucket = torch.add(bucket, torch.to(torch.ge(length, end), 4, False, False, None))
  return bucket

# From (L, L, heads) to (1, heads, L, L).
def by_head(bias: Tensor) -> Tensor:
  return torch.unsqueeze(torch.permute(bias, [2, 0, 1]), 0)

# Poolings: from token vectors x (B, L, D) and the attention mask to (B, D).
def first_token(x: Tensor, seen: Tensor) -> Tensor:
  return torch.select(x, 1, 0)

# 1 at tokens and 0 at padding (B, L, 1).
def weights(x: Tensor, seen: Tensor) -> Tensor:
  return torch.to(torch.reshape(seen, [torch.size(x, 0), -1, 1]), ops.prim.dtype(x), False, False, None)

def mean(x: Tensor, seen: Tensor) -> Tensor:
  weights = self.weights(x, seen)
  return torch.div(torch.sum(torch.mul(x, weights), [1]), torch.sum(weights, [1]))

def mean_sqrt_length(x: Tensor, seen: Tensor) -> Tensor:
  weights = self.weights(x, seen)
  return torch.div(torch.sum(torch.mul(x, weights), [1]), torch.sqrt(torch.sum(weights, [1])))

# Vectors of normalised tokens do not reach -30000, which half precision can represent.
def largest(x: Tensor, seen: Tensor) -> Tensor:
  padding = torch.logical_not(torch.reshape(seen, [torch.size(x, 0), -1, 1]))
  return torch.amax(torch.masked_fill(x, padding, -30000.0), [1], False)

# The places 1, 2, .. of the tokens and 0 at padding (B, L, 1).
def places(x: Tensor, seen: Tensor) -> Tensor:
  places = torch.arange(torch.size(x, 1), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=False)
  weights = self.weights(x, seen)
  return torch.mul(weights, torch.to(torch.reshape(torch.add(places, 1), [1, -1, 1]), ops.prim.dtype(x), False, False, None))

def weighted_mean(x: Tensor, seen: Tensor) -> Tensor:
  weights = self.places(x, seen)
  return torch.div(torch.sum(torch.mul(x, weights), [1]), torch.sum(weights, [1]))

def last_token(x: Tensor, seen: Tensor) -> Tensor:
  places = self.places(x, seen)
  last = torch.to(torch.eq(places, torch.amax(places, [1], True)), ops.prim.dtype(x), False, False, None)
  return torch.sum(torch.mul(x, last), [1])

def tanh(x: Tensor) -> Tensor:
  return torch.tanh(x)

# Scales vectors x (B, D) to length 1.
def unit_length(x: Tensor) -> Tensor:
  return torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2, [1], True, dtype=None), 1e-12))

# 1 at the tokens of words and 0 elsewhere (B, L): at padding, at the first and the last token of a text, which are special, and wherever
# their ids stand again, as between two segments.
def words(x: Tensor, padding: int) -> Tensor:
  ids = self.ids(x)
  seen = torch.ne(ids, padding)
  places = torch.mul(torch.to(seen, 4, False, False, None), torch.unsqueeze(torch.add(self.positions(x), 1), 0))
  at_end = torch.eq(places, torch.amax(places, [1], True))
  last = torch.sum(torch.mul(ids, torch.to(at_end, ops.prim.dtype(ids), False, False, None)), [1], True)
  special = torch.logical_or(torch.eq(ids, torch.narrow(ids, 1, 0, 1)), torch.eq(ids, last))
  return torch.to(torch.logical_and(seen, torch.logical_not(special)), 6, False, False, None)

# Appends the marks of words (B, L) to the vectors of tokens: (B, L, D) to (B, L, D + 1).
def marked(states: Tensor, words: Tensor) -> Tensor:
  return torch.cat([states, torch.unsqueeze(words, 2)], 2)

# Soft prompts. Makes room for `count` vectors behind the first token of texts (B, 2, L): the result (B, 2, count + L) repeats that token, so
# that masks, segments and positions of the longer texts follow from it.
def with_places(x: Tensor, count: int) -> Tensor:
  first = torch.narrow(x, 2, 0, 1)
  return torch.cat([first, torch.expand(first, [-1, -1, count]), torch.slice(x, 2, 1, None, 1)], 2)

# The vectors of a layer, once for each text: (layers, P, D) to (B, P, D), in the type of x (B, L, D).
def prompt_of(vectors: Tensor, layer: int, x: Tensor) -> Tensor:
  own = torch.unsqueeze(torch.select(vectors, 0, layer), 0)
  return torch.expand(torch.to(own, ops.prim.dtype(x), False, False, None), [torch.size(x, 0), -1, -1])

# Puts the prompt behind the first token: x (B, L, D) to (B, P + L, D).
def insert_prompt(x: Tensor, vectors: Tensor) -> Tensor:
  return torch.cat([torch.narrow(x, 1, 0, 1), self.prompt_of(vectors, 0, x), torch.slice(x, 1, 1, None, 1)], 1)

# Replaces the vectors at the places of the prompt in x (B, P + L, D). The second token of the text is at the place `rest`, P + 1.
def replace_prompt(x: Tensor, vectors: Tensor, layer: int, rest: int) -> Tensor:
  return torch.cat([torch.narrow(x, 1, 0, 1), self.prompt_of(vectors, layer, x), torch.slice(x, 1, rest, None, 1)], 1)

# Takes the places of the prompt away: x (B, P + L, D) to (B, L, D).
def without_prompt(x: Tensor, rest: int) -> Tensor:
  return torch.cat([torch.narrow(x, 1, 0, 1), torch.slice(x, 1, rest, None, 1)], 1)

# The vectors at the places of the prompt of the first text: x (B, P + L, D) to (P, D).
def at_prompt(x: Tensor, count: int) -> Tensor:
  return torch.clone(torch.narrow(torch.select(x, 0, 0), 0, 1, count))

# The rows of a table (N, D) with given numbers.
def rows(table: Tensor, numbers: Tensor) -> Tensor:
  return torch.index_select(table, 0, numbers)

# In place.
def set_layer(vectors: Tensor, layer: int, own: Tensor) -> Tensor:
  return torch.copy_(torch.select(vectors, 0, layer), own, False)
