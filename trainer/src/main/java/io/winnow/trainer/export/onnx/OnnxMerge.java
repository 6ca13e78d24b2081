package io.winnow.trainer.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BinaryOperator;

/** Makes one file of two of the same network. */
public final class OnnxMerge {
    private OnnxMerge() {}

    /**
     * Writes a file like two others, with other tensors.
     *
     * @param tensor makes the bytes of a tensor of those in both files, which have the same length
     * @return whether both files have the same network; if not, nothing is written
     */
    public static boolean write(Path first, Path second, BinaryOperator<byte[]> tensor, Path file) throws IOException {
        ModelProto own = parse(first);
        ModelProto other = parse(second);
        GraphProto.Builder graph = own.getGraph().toBuilder().clearInitializer();
        GraphProto others = other.getGraph();
        if (!graph.build().equals(others.toBuilder().clearInitializer().build())
                || own.getGraph().getInitializerCount() != others.getInitializerCount()) {
            return false;
        }
        for (int i = 0; i < others.getInitializerCount(); i++) {
            TensorProto a = own.getGraph().getInitializer(i);
            TensorProto b = others.getInitializer(i);
            if (!a.getName().equals(b.getName())
                    || !a.getDimsList().equals(b.getDimsList())
                    || a.getDataType() != b.getDataType()) {
                return false;
            }
            if (a.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                throw new UserException(
                        first + " keeps its weights in another file, because they are large. Merge the runs,"
                                + " and export the result.");
            }
            graph.addInitializer(a.equals(b) ? a : merged(a, b, tensor));
        }
        Files.write(file, own.toBuilder().setGraph(graph).build().toByteArray());
        return true;
    }

    private static TensorProto merged(TensorProto a, TensorProto b, BinaryOperator<byte[]> tensor) {
        byte[] bytes = tensor.apply(a.getRawData().toByteArray(), b.getRawData().toByteArray());
        return a.toBuilder().setRawData(ByteString.copyFrom(bytes)).build();
    }

    private static ModelProto parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            CodedInputStream coded = CodedInputStream.newInstance(in);
            coded.setSizeLimit(Integer.MAX_VALUE);
            return ModelProto.parseFrom(coded);
        }
    }
}
