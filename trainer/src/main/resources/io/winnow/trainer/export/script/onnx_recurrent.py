# The same result as in training, except for the order of the distinct rows. ONNX's operator Unique finds them all at once. Its
# ScatterElements, by which training picks one row of each value, allows no index twice.
def pack(ids: Tensor) -> List[Tensor]:
  words = torch.to(ids, 4, False, False, None)
  _0, order = torch.sort(torch.eq(words, 0), stable=True, dim=1, descending=False)
  rows, places, _1 = torch.unique_dim(torch.gather(words, 1, order), 0, True, True, False)
  lengths = torch.clamp_min(torch.sum(torch.ne(rows, 0), [1]), 1)
  packed, running = torch._pack_padded_sequence(rows, lengths, True)
  return [packed, running, places, torch.ne(torch.select(rows, 1, 0), 0)]
