# Marked vectors x are (B, L, D + 1): the vectors of tokens, and in the last column 1 at words of a text, 2 at words of what is known about it, and
# 0 elsewhere.

def vectors(x: Tensor) -> Tensor:
  return torch.narrow(x, 2, 0, torch.sub(torch.size(x, 2), 1))

# The marks (B, 1, L).
def marks(x: Tensor) -> Tensor:
  return torch.unsqueeze(torch.select(x, 2, -1), 1)

# 1 at words of the text, and 0 elsewhere (B, 1, L).
def of_text(x: Tensor) -> Tensor:
  marks = self.marks(x)
  return torch.mul(marks, torch.rsub(marks, 2, 1))

# 1 at words of what is known about the text, and 0 elsewhere (B, 1, L).
def of_knowledge(x: Tensor) -> Tensor:
  marks = self.marks(x)
  return torch.mul(torch.mul(marks, torch.sub(marks, 1)), 0.5)

def with_marks(vectors: Tensor, x: Tensor) -> Tensor:
  return torch.cat([vectors, torch.narrow(x, 2, torch.sub(torch.size(x, 2), 1), 1)], 2)

# Two rows of ids (B, 4, L).
def rows(x: Tensor, first: int) -> Tensor:
  return torch.narrow(x, 1, first, 2)

# Marked vectors of texts, followed by those of what is known about them, whose words are marked by 1 as well.
def joined(texts: Tensor, knowledge: Tensor) -> Tensor:
  last = torch.sub(torch.size(knowledge, 2), 1)
  marks = torch.mul(torch.narrow(knowledge, 2, last, 1), 2)
  return torch.cat([texts, torch.cat([self.vectors(knowledge), marks], 2)], 1)

# The dot products (B, C, L) of the rows of a matrix (C, D) and the vectors of tokens (B, L, D).
def products(matrix: Tensor, vectors: Tensor) -> Tensor:
  return torch.matmul(matrix, torch.transpose(vectors, 1, 2))

# The softmax of scores (B, C, L) over the words, which are marked by 1 (B, 1, L). It is 0 elsewhere, and everywhere if there is no word.
def over_words(scores: Tensor, words: Tensor) -> Tensor:
  open = torch.masked_fill(scores, torch.eq(words, 0), -30000.0)
  return torch.mul(torch.softmax(open, 2, None), words)

# The attention (B, C, L) of each label to each word: the softmax of the dot products of label vectors (C, D) and token vectors, divided by the
# square root of D.
def attention(labels: Tensor, vectors: Tensor, words: Tensor, scale: float) -> Tensor:
  return self.over_words(torch.mul(self.products(labels, vectors), scale), words)

def unit_length(x: Tensor) -> Tensor:
  return torch.div(x, torch.sqrt(torch.add(torch.sum(torch.mul(x, x), [-1], True), 1e-12)))

# The cosines (B, C, L) of label vectors (C, D) and the vectors of words; 0 elsewhere.
def cosines(labels: Tensor, vectors: Tensor, words: Tensor) -> Tensor:
  return torch.mul(self.products(self.unit_length(labels), self.unit_length(vectors)), words)

# A convolution (B, C, L) of the cosines over the words, with a filter (C, C, W) from labels to labels that reaches `side` words to either side, and
# a bias (C).
def convolution(cosines: Tensor, filter: Tensor, bias: Tensor, side: int) -> Tensor:
  return torch.conv1d(cosines, filter, bias, [1], [side], [1], 1)

# The attention (B, C, L) of each label to phrases: a ReLU and a softmax of the convolution.
def attention_to_phrases(phrases: Tensor, words: Tensor) -> Tensor:
  return self.over_words(torch.relu(phrases), words)

# The same of all labels together: the largest score of any label counts (B, 1, L), and it alone has a gradient, unlike with amax; of equal scores,
# that of the first label counts.
def shared_attention_to_phrases(phrases: Tensor, words: Tensor) -> Tensor:
  scores = torch.relu(phrases)
  largest = torch.gather(scores, 1, torch.argmax(scores, 1, True), sparse_grad=False)
  return self.over_words(largest, words)

# The attention (B, C, L) to a text and to what is known about it, mixed by a gate for each label: a / (a + b), where a and b are sigmoids of the
# products of what the label attends to with two vectors (2, D). Without knowledge, b is 0.
def mixed(text: Tensor, knowledge: Tensor, gates: Tensor, vectors: Tensor, x: Tensor) -> Tensor:
  products = self.products(gates, vectors)
  a = torch.sigmoid(torch.sum(torch.mul(text, torch.narrow(products, 1, 0, 1)), [2], True))
  any = torch.amax(self.of_knowledge(x), [2], True)
  b = torch.mul(torch.sigmoid(torch.sum(torch.mul(knowledge, torch.narrow(products, 1, 1, 1)), [2], True)), any)
  gate = torch.div(a, torch.add(a, b))
  return torch.add(torch.mul(text, gate), torch.mul(knowledge, torch.rsub(gate, 1, 1)))

# The logits (B, C): the attention of a label weighs the dot products of the token vectors and an output vector, that of the label (C, D) or
# one for all (1, D). This is the dot product of the output vector and the weighted sum of the token vectors.
def logits(attention: Tensor, output: Tensor, vectors: Tensor, bias: Tensor) -> Tensor:
  return torch.add(torch.sum(torch.mul(attention, self.products(output, vectors)), [2]), bias)

# The logits (B, C) as cosines: those of label vectors (C, D) and what the labels attend to, projected by a matrix (D, D), times 10. They do not
# depend on lengths. A text without words has those of the biases.
def bilinear(attention: Tensor, projection: Tensor, labels: Tensor, vectors: Tensor, bias: Tensor) -> Tensor:
  looked = self.unit_length(torch.matmul(torch.matmul(attention, vectors), projection))
  return torch.add(torch.mul(torch.sum(torch.mul(looked, self.unit_length(labels)), [2]), 10), bias)

# The same (C, C) of the label vectors (C, D), classified as if each were what its label attends to.
def bilinear_of_labels(labels: Tensor, projection: Tensor, bias: Tensor) -> Tensor:
  looked = self.unit_length(torch.matmul(labels, projection))
  return torch.add(torch.mul(torch.matmul(looked, torch.transpose(self.unit_length(labels), 0, 1)), 10), bias)

# The logits (C, C) of the label vectors (C, D), classified as if each were what its label attends to.
def of_labels(labels: Tensor, output: Tensor, bias: Tensor) -> Tensor:
  return torch.add(torch.matmul(labels, torch.transpose(output, 0, 1)), bias)

# The mean softmax cross-entropy of logits (C, C) whose right classes are on the diagonal.
def told_apart(logits: Tensor) -> Tensor:
  return torch.neg(torch.mean(torch.diagonal(torch.log_softmax(logits, 1, None), 0, 0, 1)))

# The mean binary cross-entropy of logits (C, C) whose positives are on the diagonal: that of negatives everywhere, and the difference to that of
# positives, which is the logit.
def told_by_themselves(logits: Tensor) -> Tensor:
  own = torch.div(torch.sum(torch.diagonal(logits, 0, 0, 1)), torch.mul(torch.size(logits, 0), torch.size(logits, 1)))
  return torch.sub(torch.mean(torch.softplus(logits, 1, 40)), own)

# The mean of the vectors of the words of a text, of length 1 (B, D); zeros for a text without a word.
def mean_of_words(x: Tensor) -> Tensor:
  words = torch.transpose(self.of_text(x), 1, 2)
  sum = torch.sum(torch.mul(self.vectors(x), words), [1])
  return torch.div(sum, torch.clamp_min(torch.linalg_vector_norm(sum, 2, [1], True, dtype=None), 1e-12))
