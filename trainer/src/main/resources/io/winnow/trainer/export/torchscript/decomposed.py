# In place of torch.scaled_dot_product_attention, which PyTorch has since 2.0.
def attention(qkv: Tensor, heads: int) -> Tensor:
  b, n, d3 = torch.size(qkv)
  x = torch.permute(torch.reshape(qkv, [b, n, 3, heads, -1]), [2, 0, 3, 1, 4])
  q, k, v = torch.unbind(x, 0)
  scores = torch.div(torch.matmul(q, torch.transpose(k, 2, 3)), torch.sqrt(torch.size(q, 3)))
  y = torch.matmul(torch.softmax(scores, -1), v)
  return torch.reshape(torch.transpose(y, 1, 2), [b, n, -1])
