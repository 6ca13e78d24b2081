# All layers of an encoder of the BERT family without gradients, in one call. Exported networks never call it.

# The weight (out, in) in the order in which oneDNN reads it. The number of rows of the inputs is a hint.
def packed(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(weight, 256)

def joined(parts: List[Tensor]) -> Tensor:
  return torch.cat(parts, 0)

def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")

def linear_and_sum(x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, other, weight, bias, "add")

# The activation functions: 0 is gelu, 1 its approximation by tanh, 2 quick_gelu, 3 relu.
def activated(x: Tensor, activation: int) -> Tensor:
  if torch.eq(activation, 0):
    y = torch.gelu_(x, approximate="none")
  else:
    if torch.eq(activation, 1):
      y = torch.gelu_(x, approximate="tanh")
    else:
      if torch.eq(activation, 2):
        y = torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))
      else:
        y = torch.relu_(x)
  return y

# Attention of all tokens qkv (B * L, 3 D) of texts (B), with what is added to the scores, if anything is.
def attended(qkv: Tensor, masks: List[Tensor], texts: int, heads: int) -> Tensor:
  x = torch.permute(torch.reshape(qkv, [texts, torch.floordiv(torch.size(qkv, 0), texts), 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  if torch.eq(torch.len(masks), 0):
    y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
  else:
    y = torch.scaled_dot_product_attention(q, k, v, masks[0], 0.0, False)
  return torch.reshape(torch.transpose(y, 1, 2), [torch.size(qkv, 0), -1])

# Where tokens are while attention is computed, for texts of which L tokens are marked (B, L) as no padding: the places of the T tokens among
# B * P, and for each of these places the number of its token, or 0 for padding. P is a multiple of 16, for which attention is fastest.
def places(seen: Tensor, length: int, padded: int) -> Tuple[Tensor, Tensor, Tensor]:
  kept = torch.squeeze(torch.nonzero(torch.reshape(seen, [-1])), 1)
  slots = torch.add(torch.mul(torch.floor_divide(kept, length), padded), torch.remainder(kept, length))
  count = torch.mul(torch.floordiv(torch.numel(seen), length), padded)
  numbers = torch.arange(torch.numel(kept), dtype=4, layout=None, device=ops.prim.device(kept), pin_memory=False)
  tokens = torch.scatter(torch.zeros([count], dtype=4, layout=None, device=ops.prim.device(kept), pin_memory=False), 0, slots, numbers)
  return (kept, slots, tokens)

# What is added to the scores of attention (B, 1, 1, P): 0 at tokens and -inf at padding.
def unseen(slots: Tensor, texts: int, padded: int) -> Tensor:
  added = torch.full([torch.mul(texts, padded)], -inf, dtype=6, layout=None, device=ops.prim.device(slots), pin_memory=False)
  return torch.reshape(torch.index_fill(added, 0, slots, 0), [texts, 1, 1, padded])

# The vectors of tokens x (B, L, D) after all layers, and 0 at padding. Linear layers and norms compute nothing at padding. `seen` is (B, 1, 1, L),
# true at tokens. `biases` are added to the scores (B, heads, L, L), if there are any. There are 12 weights for each layer.
def layers(x: Tensor, seen: Tensor, biases: List[Tensor], weights: List[Tensor], heads: int, activation: int, epsilon: float) -> Tensor:
  texts, length, d = torch.size(x)
  y = torch.reshape(x, [-1, d])
  masks = biases
  whole = bool(torch.all(seen))
  kept = seen
  slots = seen
  tokens = seen
  if torch.__not__(whole):
    padded = torch.mul(torch.floordiv(torch.add(length, 15), 16), 16)
    kept, slots, tokens = self.places(seen, length, padded)
    y = torch.index_select(y, 0, kept)
    if torch.eq(torch.len(biases), 0):
      masks = [self.unseen(slots, texts, padded)]
    else:
      behind = torch.sub(padded, length)
      masks = [torch.constant_pad_nd(biases[0], [0, behind, 0, behind], -30000.0)]
  i = 0
  for layer in range(torch.floordiv(torch.len(weights), 12)):
    w = torch.slice(weights, i, torch.add(i, 12), 1)
    qkv = self.linear(y, w[0], w[1])
    if whole:
      between = self.attended(qkv, masks, texts, heads)
    else:
      between = torch.index_select(self.attended(torch.index_select(qkv, 0, tokens), masks, texts, heads), 0, slots)
    middle = torch.layer_norm(self.linear_and_sum(between, w[2], w[3], y), [d], w[4], w[5], epsilon, True)
    hidden = self.activated(self.linear(middle, w[6], w[7]), activation)
    y = torch.layer_norm(self.linear_and_sum(hidden, w[8], w[9], middle), [d], w[10], w[11], epsilon, True)
    i = torch.add(i, 12)
  if torch.__not__(whole):
    y = torch.index_copy(torch.zeros_like(torch.reshape(x, [-1, d])), 0, kept, y)
  return torch.reshape(y, [texts, length, d])
