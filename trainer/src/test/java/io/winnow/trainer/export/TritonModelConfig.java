package io.winnow.trainer.export;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code config.pbtxt} as Triton does, by protobuf's parser of its text format, which refuses unknown fields and values. The
 * descriptor has the names, numbers and types of the messages of Triton's {@code model_config.proto} (of 2024) that exports use.
 */
public final class TritonModelConfig {
    private static final List<String> TYPES = List.of(
            "INVALID", "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32",
            "FP64", "STRING", "BF16");

    private final Message config;

    private TritonModelConfig(Message config) {
        this.config = config;
    }

    /** An input or output: its name, its type and its lengths without that of the batch. */
    public record Tensor(String name, String type, List<?> dims, String labels) {}

    public static TritonModelConfig read(Path file) throws IOException {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor());
        TextFormat.Parser.newBuilder().build().merge(Files.readString(file), builder);
        return new TritonModelConfig(builder.build());
    }

    public Object get(String field) {
        return config.getField(config.getDescriptorForType().findFieldByName(field));
    }

    public boolean has(String field) {
        return config.hasField(config.getDescriptorForType().findFieldByName(field));
    }

    /** Returns the tensors of a field, {@code input} or {@code output}. */
    public List<Tensor> tensors(String field) {
        return ((List<?>) get(field))
                .stream()
                        .map(each -> {
                            Map<String, Object> values = new HashMap<>();
                            ((Message) each).getAllFields().forEach((key, value) -> values.put(key.getName(), value));
                            return new Tensor(
                                    (String) values.get("name"),
                                    values.get("data_type").toString(),
                                    (List<?>) values.get("dims"),
                                    (String) values.get("label_filename"));
                        })
                        .toList();
    }

    private static Descriptors.Descriptor descriptor() {
        EnumDescriptorProto.Builder types = EnumDescriptorProto.newBuilder().setName("DataType");
        for (int i = 0; i < TYPES.size(); i++) {
            types.addValue(EnumValueDescriptorProto.newBuilder()
                    .setName("TYPE_" + TYPES.get(i))
                    .setNumber(i));
        }
        DescriptorProto input = message("ModelInput")
                .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING, false))
                .addField(named("data_type", 2, FieldDescriptorProto.Type.TYPE_ENUM, "DataType", false))
                .addField(field("dims", 4, FieldDescriptorProto.Type.TYPE_INT64, true))
                .build();
        DescriptorProto output = message("ModelOutput")
                .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING, false))
                .addField(named("data_type", 2, FieldDescriptorProto.Type.TYPE_ENUM, "DataType", false))
                .addField(field("dims", 3, FieldDescriptorProto.Type.TYPE_INT64, true))
                .addField(field("label_filename", 4, FieldDescriptorProto.Type.TYPE_STRING, false))
                .build();
        DescriptorProto batching = message("ModelDynamicBatching")
                .addField(field("preferred_batch_size", 1, FieldDescriptorProto.Type.TYPE_INT32, true))
                .addField(field("max_queue_delay_microseconds", 2, FieldDescriptorProto.Type.TYPE_UINT64, false))
                .build();
        DescriptorProto model = message("ModelConfig")
                .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING, false))
                .addField(field("platform", 2, FieldDescriptorProto.Type.TYPE_STRING, false))
                .addField(field("max_batch_size", 4, FieldDescriptorProto.Type.TYPE_INT32, false))
                .addField(named("input", 5, FieldDescriptorProto.Type.TYPE_MESSAGE, "ModelInput", true))
                .addField(named("output", 6, FieldDescriptorProto.Type.TYPE_MESSAGE, "ModelOutput", true))
                .addField(field("default_model_filename", 8, FieldDescriptorProto.Type.TYPE_STRING, false))
                .addField(named(
                        "dynamic_batching", 11, FieldDescriptorProto.Type.TYPE_MESSAGE, "ModelDynamicBatching", false))
                .addField(field("backend", 17, FieldDescriptorProto.Type.TYPE_STRING, false))
                .build();
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("model_config.proto")
                .setPackage("inference")
                .setSyntax("proto3")
                .addEnumType(types)
                .addAllMessageType(List.of(input, output, batching, model))
                .build();
        try {
            return Descriptors.FileDescriptor.buildFrom(file, new Descriptors.FileDescriptor[0])
                    .findMessageTypeByName("ModelConfig");
        } catch (Descriptors.DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto.Builder message(String name) {
        return DescriptorProto.newBuilder().setName(name);
    }

    private static FieldDescriptorProto.Builder field(
            String name, int number, FieldDescriptorProto.Type type, boolean repeated) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(
                        repeated
                                ? FieldDescriptorProto.Label.LABEL_REPEATED
                                : FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder named(
            String name, int number, FieldDescriptorProto.Type type, String of, boolean repeated) {
        return field(name, number, type, repeated).setTypeName(".inference." + of);
    }
}
