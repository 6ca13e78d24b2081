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

# Attention of all tokens qkv (B * L, 3 D) of texts (B); `masks` is empty if no text has padding.
def attended(qkv: Tensor, masks: List[Tensor], texts: int, heads: int) -> Tensor:
  x = torch.permute(torch.reshape(qkv, [texts, torch.floordiv(torch.size(qkv, 0), texts), 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  if torch.eq(torch.len(masks), 0):
    y = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False)
  else:
    y = torch.scaled_dot_product_attention(q, k, v, masks[0], 0.0, False)
  return torch.reshape(torch.transpose(y, 1, 2), [torch.size(qkv, 0), -1])

# What is added to the scores of attention: nothing where all tokens are seen, which saves time.
def added(mask: Tensor) -> List[Tensor]:
  masks = [mask]
  if torch.eq(ops.prim.dtype(mask), 11):
    if bool(torch.all(mask)):
      masks = annotate(List[Tensor], [])
    else:
      zeros = torch.zeros_like(mask, dtype=6)
      masks = [torch.masked_fill(zeros, torch.logical_not(mask), -inf)]
  return masks

# The vectors of tokens x (B, L, D) after all layers. `mask` is (B, 1, 1, L), true where tokens are attended to, or what is added to the scores
# (B, heads, L, L). There are 12 weights for each layer.
def layers(x: Tensor, mask: Tensor, weights: List[Tensor], heads: int, activation: int, epsilon: float) -> Tensor:
  texts, length, d = torch.size(x)
  masks = self.added(mask)
  y = torch.reshape(x, [-1, d])
  i = 0
  for layer in range(torch.floordiv(torch.len(weights), 12)):
    w = torch.slice(weights, i, torch.add(i, 12), 1)
    between = self.attended(self.linear(y, w[0], w[1]), masks, texts, heads)
    middle = torch.layer_norm(self.linear_and_sum(between, w[2], w[3], y), [d], w[4], w[5], epsilon, True)
    hidden = self.activated(self.linear(middle, w[6], w[7]), activation)
    y = torch.layer_norm(self.linear_and_sum(hidden, w[8], w[9], middle), [d], w[10], w[11], epsilon, True)
    i = torch.add(i, 12)
  return torch.reshape(y, [texts, length, d])
