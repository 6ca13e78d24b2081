package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {
    @TempDir
    Path folder;

    @Test
    void describesEveryTypeBeforeItReadsIt() throws IOException {
        JsonNode expected = Reference.json("safetensors-types/expected.json");
        for (String name : new String[] {"types.safetensors", "unaligned.safetensors"}) {
            TensorFile file = TensorFile.open(Reference.file("safetensors-types/" + name));
            assertThat(file.source()).endsWith(name);
            expected.get(name).properties().forEach(entry -> {
                StoredTensor tensor = file.tensors().get(entry.getKey());
                assertThat(tensor.type().name())
                        .isEqualTo(entry.getValue().get("dtype").textValue());
                assertThat(tensor.shape().dimension())
                        .isEqualTo(entry.getValue().get("shape").size());
            });
            try (NDManager manager = NDManager.newBaseManager()) {
                Reference.check(expected.get(name), "", file.read(manager));
            }
        }
        TensorFile file = TensorFile.open(Reference.file("safetensors-types/types.safetensors"));
        assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "note", "free text: \"quoted\", ä"));
        assertThat(file.ignored()).isEmpty();
        assertThat(file.tensors().get("scalar").shape()).isEqualTo(new Shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors.index.json", "pytorch_model.bin.index.json", ""})
    void joinsShards(String name) throws IOException {
        TensorFile file = TensorFile.open(Reference.file("sharded/" + name));
        assertThat(file.tensors().keySet()).first().isEqualTo("embeddings.word_embeddings.weight");
        try (NDManager manager = NDManager.newBaseManager()) {
            Reference.check(Reference.json("sharded/expected.json"), "", file.read(manager));
        }
    }

    @ParameterizedTest
    @CsvSource({"zip.pth,true", "legacy.th,true", "pytorch_model.bin,false"})
    void readsViewsAndEveryTypeOfPyTorch(String name, boolean wrapped) throws IOException {
        TensorFile file = TensorFile.open(Reference.file("torch-save/" + name));
        TensorFile inner = file.unwrapped();
        JsonNode expected = Reference.json("torch-save/expected.json").get("tensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            Reference.check(expected, "module.", inner.read(manager));
            assertThat(manager.getManagedArrays()).hasSize(expected.size());
        }
        assertThat(inner.dictionaries()).isEmpty();
        if (wrapped) {
            assertThat(file.dictionaries()).containsExactly("state_dict");
            assertThat(file.tensors()).containsKey("state_dict.module.w").hasSize(expected.size());
            assertThat(inner.metadata())
                    .isEqualTo(Map.of(
                            "epoch", "7", "best_prec1", "91.25", "arch", "resnet20", "big", "12345678901234567890"));
            assertThat(inner.ignored()).containsExactly("args", "flags", "list");
        } else {
            assertThat(inner.metadata()).isEmpty();
            assertThat(inner.ignored()).isEmpty();
        }
    }

    @Test
    void readsOnlyWhatIsAskedFor() throws IOException {
        TensorFile file = TensorFile.open(Reference.file("torch-save/zip.pth")).unwrapped();
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays =
                    file.only(name -> name.startsWith("b")).read(manager).arrays();
            assertThat(arrays).containsOnlyKeys("block", "bfloat", "bytes");
            assertThat(arrays.get("bfloat").getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(arrays.get("bytes").getDataType()).isEqualTo(DataType.UINT8);
            assertThat(manager.getManagedArrays()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "begin-after-end.safetensors | data_offsets of array w must be [begin, end] with begin <= end; found [24,0]",
                "duplicate-name.safetensors | Duplicate field 'w'",
                "empty.safetensors | it has 0 bytes",
                "global-builtins-getattr.pth | it contains the Python object __builtin__.getattr",
                "global-not-allowed.pth | it contains the Python object posix.getcwd",
                "header-length-beyond-file.safetensors | the header ends at byte 5008, but the file ends at byte 97",
                "header-length-huge.safetensors | its header claims to be 4611686018427387904 bytes long",
                "hole.safetensors | array v begins at byte 28 of the data, but must begin where the previous array ends, at byte 24",
                "index-escapes | should be in \"../../sharded/model-00001-of-00002.safetensors\", which is not the name of a file",
                "index-lacks-tensor/model.safetensors.index.json | array v should be in model-00001-of-00001.safetensors, which does not",
                "legacy-cut.th | truncated: storage",
                "legacy-global.th | it contains the Python object posix.getcwd",
                "legacy-wrong-magic.th | it does not begin with PyTorch's magic number",
                "negative-shape.safetensors | the shape of array w must be a list of whole numbers, 0 or larger; found [-2,-3]",
                "not-json.safetensors | its header is not valid JSON",
                "offset-beyond-file.safetensors | the arrays take 24 bytes, but the file contains only 8",
                "overlap.safetensors | array v begins at byte 12 of the data",
                "pickle-cut.pth | truncated",
                "shape-beyond-storage.pth | tensor w does not fit",
                "shape-overflows.safetensors | has shape [4611686018427387904,4,3], which is larger than any file",
                "size-does-not-fit-shape.safetensors | takes 24 bytes, but its data_offsets [0,20] span 20",
                "storage-missing.pth | storage 0 is missing",
                "storage-too-short.pth | storage 0 should have 6 numbers of type F32, but has only 20 bytes",
                "trailing-bytes.safetensors | bytes after the end of the last array",
                "unknown-type.safetensors | array w has dtype Q4",
            })
    void refusesDamagedAndHostileFiles(String name, String message) {
        Path file = Reference.file("refuse/" + name);
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void testsEveryFileThatMustBeRefused() throws IOException {
        try (Stream<Path> files = Files.list(Reference.file("refuse"))) {
            assertThat(files).hasSize(25);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "safetensors-types/types.safetensors",
                "torch-save/zip.pth",
                "torch-save/legacy.th",
                "sharded/model.safetensors.index.json"
            })
    void tellsTheFormatByTheContent(String name) throws IOException {
        try (Stream<Path> files = Files.list(Reference.file(name).getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        TensorFile expected = TensorFile.open(Reference.file(name));
        for (String other : new String[] {"renamed", "renamed.safetensors", "renamed.bin", "renamed.json"}) {
            Path file = Files.copy(Reference.file(name), folder.resolve(other));
            assertThat(TensorFile.open(file).tensors().keySet())
                    .containsExactlyElementsOf(expected.tensors().keySet());
        }
    }

    @Test
    void prefersSafeTensorsInAFolder() throws IOException {
        Files.copy(Reference.file("torch-save/pytorch_model.bin"), folder.resolve("pytorch_model.bin"));
        assertThat(TensorFile.open(folder).path()).hasFileName("pytorch_model.bin");
        for (String name : new String[] {"open_clip_model.safetensors", "model.safetensors"}) {
            Files.copy(Reference.file("safetensors-types/types.safetensors"), folder.resolve(name));
            assertThat(TensorFile.open(folder).path()).hasFileName(name);
        }
    }

    @Test
    void saysWhatAFolderContainsInstead() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThatThrownBy(() -> TensorFile.open(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("model.safetensors.index.json, open_clip_model.safetensors, pytorch_model.bin")
                .hasMessageContaining("Found: config.json");
        assertThatThrownBy(() -> TensorFile.open(folder.resolve("absent.pth")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent.pth");
    }

    @Test
    void verifiesTheChecksumInTheName() throws IOException {
        Path source = Reference.file("torch-save/zip.pth");
        Path right = Files.copy(source, folder.resolve("resnet20-fd4ff040.pth"));
        assertThat(TensorFile.open(right).tensors()).isNotEmpty();
        Path wrong = Files.copy(source, folder.resolve("resnet20-fd4ff041.th"));
        assertThatThrownBy(() -> TensorFile.open(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(wrong.toString())
                .hasMessageContaining("its SHA-256 begins with fd4ff041, but it begins with fd4ff040");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 | git lfs pull",
                "<!DOCTYPE html> | it is a web page",
                "neither this nor that | it begins with the bytes 6e 65 69 74 68 65 72 20",
                "{\"weight_map\": [1]} | it has no object weight_map",
                "{\"weight_map\": {\"w\": 3}} | array w should be in 3, which is not the name of a file beside it",
                "{\"weight_map\": {\"w\": \"..\"}} | which is not the name of a file beside it",
                "{\"weight_map\": {\"w\": \"gone.bin\"}} | but there is no such file",
            })
    void namesWhatElseAFileIs(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("weights.bin"), content);
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    /** The weights of nearly all models are files of safetensors, which a clone without Git LFS has as pointers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 | git lfs pull",
                "<!DOCTYPE html> | it is a web page",
                "neither this nor that | is not a valid safetensors file",
            })
    void namesWhatAFileOfSafetensorsIs(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("model.safetensors"), content);
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void saysWhichFileHasChanged() throws IOException {
        Path file = Files.copy(Reference.file("safetensors-types/types.safetensors"), folder.resolve("a"));
        TensorFile opened = TensorFile.open(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 30));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> opened.read(manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }
}
