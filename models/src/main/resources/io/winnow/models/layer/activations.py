def gelu(x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="none")

def gelu_tanh(x: Tensor) -> Tensor:
  return torch.gelu(x, approximate="tanh")

def quick_gelu(x: Tensor) -> Tensor:
  return torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))

def relu(x: Tensor) -> Tensor:
  return torch.relu(x)

# SwiGLU without its linear maps: x (.., 2 H) holds gates and values, concatenated; silu(gates) * values is (.., H).
def gated_silu(x: Tensor) -> Tensor:
  hidden = torch.floordiv(torch.size(x, -1), 2)
  return torch.mul(torch.silu(torch.narrow(x, -1, 0, hidden)), torch.narrow(x, -1, hidden, hidden))
