# Rows (B, W), of which the last element says whether there is a text, followed by the vectors of the texts (B, D) times a factor where there is one.
def with_texts(rows: Tensor, texts: Tensor, factor: float) -> Tensor:
  has_text = torch.slice(rows, 1, -1, None, 1)
  values = torch.slice(rows, 1, 0, -1, 1)
  return torch.cat([values, torch.mul(torch.mul(texts, factor), has_text)], 1)
