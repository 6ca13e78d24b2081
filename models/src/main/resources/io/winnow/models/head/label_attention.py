# Marked vectors x are (B, L, D + 1): the vectors of tokens, and 1 at words and 0 elsewhere.

def vectors(x: Tensor) -> Tensor:
  return torch.narrow(x, 2, 0, torch.sub(torch.size(x, 2), 1))

# The marks (B, 1, L).
def marks(x: Tensor) -> Tensor:
  return torch.unsqueeze(torch.select(x, 2, -1), 1)

def with_marks(vectors: Tensor, x: Tensor) -> Tensor:
  return torch.cat([vectors, torch.narrow(x, 2, torch.sub(torch.size(x, 2), 1), 1)], 2)

# The dot products (B, C, L) of the rows of a matrix (C, D) and the vectors of tokens (B, L, D).
def products(matrix: Tensor, vectors: Tensor) -> Tensor:
  return torch.matmul(matrix, torch.transpose(vectors, 1, 2))

# The attention (B, C, L) of each label to each token: the softmax over the words of the dot products of label vectors (C, D) and token
# vectors, divided by the square root of D. It is 0 elsewhere, and everywhere in a text without a word.
def attention(labels: Tensor, vectors: Tensor, x: Tensor, scale: float) -> Tensor:
  marks = self.marks(x)
  scores = torch.mul(self.products(labels, vectors), scale)
  open = torch.masked_fill(scores, torch.eq(marks, 0), -30000.0)
  return torch.mul(torch.softmax(open, 2, None), marks)

# The logits (B, C): the attention of a label weighs the dot products of the token vectors and an output vector, that of the label (C, D) or
# one for all (1, D). This is the dot product of the output vector and the weighted sum of the token vectors.
def logits(attention: Tensor, output: Tensor, vectors: Tensor, bias: Tensor) -> Tensor:
  return torch.add(torch.sum(torch.mul(attention, self.products(output, vectors)), [2]), bias)

# The mean of the vectors of words, of length 1 (B, D); zeros for a text without a word.
def mean_of_words(x: Tensor) -> Tensor:
  marks = torch.transpose(self.marks(x), 1, 2)
  sum = torch.sum(torch.mul(self.vectors(x), marks), [1])
  return torch.div(sum, torch.clamp_min(torch.linalg_vector_norm(sum, 2, [1], True, dtype=None), 1e-12))
