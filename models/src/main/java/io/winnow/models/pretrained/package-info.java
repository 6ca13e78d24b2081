/**
 * Reads and writes weights and vectors in common file formats. {@link io.winnow.models.pretrained.TensorFile} opens what is published:
 * safetensors, checkpoints in several files, and what PyTorch's {@code torch.save} writes; {@link io.winnow.models.pretrained.OnnxWeights}
 * reads ONNX. This package may depend on {@code models.torch}, but not on any encoder.
 *
 * <p>Checkpoints of PyTorch contain pickles, which are programs. {@code PickleReader} runs them on a machine that can only build numbers,
 * texts, lists and dictionaries, and refuses every class that is not on a short list. The library net.razorvine:pickle 1.5 is not used,
 * because it cannot hold these rules: it allocates as many bytes as a pickle claims before it has seen them, makes a dictionary of every
 * object of an unknown class and sets its attributes by reflection, has one table of classes for the whole process, and limits neither the
 * depth nor the number of values.
 */
package io.winnow.models.pretrained;
