# ONNX has no memory layouts.
def channels_last(x: Tensor) -> Tensor:
  return x
