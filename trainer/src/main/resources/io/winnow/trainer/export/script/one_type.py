# Returns its argument. In training, heads are computed in float32; an exported graph computes everything in one data type.
def full(x: Tensor) -> Tensor:
  return x
