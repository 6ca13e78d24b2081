package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TorchCheckpointTest {
    private static final byte[] SIX = new byte[24];

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("checkpoint.pth");
    }

    private static TorchFiles dictionaryOf(TorchFiles start, long... shape) {
        long[] strides = new long[shape.length];
        Arrays.fill(strides, 1);
        return start.code("}").text("w").tensor(6, 0, shape, strides).code("s");
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    /** Namespaces and numbers of numpy are stored beside the parameters; what their pickles say is not done. */
    @Test
    void looksIntoNothingButTensorsAndContainers() throws IOException {
        TorchFiles pickle = new TorchFiles()
                .code("}")
                .text("state_dict")
                .code("ccollections\nOrderedDict\n]U\u0001wK\u0001\u0086a\u0085R")
                .text("v")
                .tensor(6, 0, new long[] {2}, new long[] {1})
                .code("ss");
        pickle.text("args").code("cargparse\nNamespace\n)\u0081}U\u0002lrG?\u00f0\0\0\0\0\0\0sbs");
        pickle.text("best").code("cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nU\u0002f8K\0K\u0001\u0087R");
        pickle.code("(K\u0003U\u0001<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb");
        pickle.code("c_codecs\nencode\nU\u0001xU\u0006latin1\u0086R\u0086Rs");
        pickle.text("device").code("ctorch\ndevice\nU\u0003cpu\u0085Rs");
        pickle.text("size").code("ctorch\nSize\n").integers(2, 3).code("\u0085Rs");
        pickle.zip(file, SIX);
        TensorFile opened = TensorFile.open(file);
        assertThat(opened.tensors()).containsOnlyKeys("state_dict.v");
        assertThat(opened.ignored()).containsExactly("state_dict.w", "args", "best", "device", "size");
    }

    @ParameterizedTest
    @CsvSource({
        "torch.storage,_load_from_bytes",
        "torch.storage,UntypedStorage",
        "torch,UntypedStorage",
        "torch,QInt8Storage",
        "torch.nn.modules.linear,Linear",
        "builtins,eval",
        "collections,defaultdict"
    })
    void refusesEveryOtherClassByName(String module, String name) throws IOException {
        new TorchFiles().code("c" + module + "\n" + name + "\n)R").zip(file);
        refuses("it contains the Python object " + module + "." + name + ", and only tensors and plain values");
    }

    static Object[][] pickles() {
        return new Object[][] {
            {"}U\u0001aK\u0001sU\u0001aK\u0002s", "a dictionary has two entries named a"},
            {"})K\u0001s", "the key of a dictionary is neither a text nor a number"},
            {"]", "not of a dictionary"},
            {"}", "it contains no tensors"},
            {"X\u00ff\u00ff\u00ff\u007f", "the pickle needs 2147483647 more bytes"},
            {"\u008a\u00ff\0", "the pickle needs 255 more bytes"},
            {"}s", "takes a value from an empty stack"},
            {"", "takes a value from an empty stack"},
            {"t", "ends a list that has no start"},
            {"h\u0007", "refers to value 7 before it is there"},
            {"(K\u0001t]e", "ends a list that has no start"},
            {"K\u0001K\u0002a", "appends to what is not a list"},
            {"](K\u0001K\u0002u", "sets an entry of what is not a dictionary"},
            {"}(K\u0001u", "has a key without a value"},
            {"K\u0001)R", "calls what is not a function"},
            {"ctorch\nFloatStorage\n)R", "calls torch.FloatStorage, which is not a function"},
            {"ccollections\nOrderedDict\n)\u0081", "makes an object of what is not a class"},
            {"]}b", "sets attributes of a value that has none"},
            {"K\u0001Q", "the persistent id of a storage is not a tuple"},
            {"ctorch._utils\n_rebuild_tensor\n)R", "an argument of a tensor, storage or OrderedDict is missing"},
            {"iposix\nsystem\n", "has the operation 0x69, which PyTorch does not use"},
            {"(".repeat(65), "more than 64 containers inside each other"},
            {")" + "\u0085".repeat(64), "more than 64 containers inside each other"},
            {"]".repeat(65) + "a".repeat(64), "more than 64 containers inside each other"},
            {"c" + "x".repeat(300), "a line of the pickle has more than 256 characters"},
        };
    }

    @ParameterizedTest
    @MethodSource("pickles")
    void namesTheFaultOfAPickle(String code, String message) throws IOException {
        new TorchFiles().code(code).zip(file);
        refuses(message);
    }

    /** Each dictionary is the value of two entries of the next one, so that the innermost tensor would have 2^60 names. */
    @Test
    void namesATensorOnce() throws IOException {
        TorchFiles pickle = dictionaryOf(new TorchFiles(), 6).code("q\0");
        for (int i = 0; i < 60; i++) {
            pickle.code("}q" + (char) (i + 1) + "U\u0001ah" + (char) i + "sU\u0001bh" + (char) i + "s");
        }
        pickle.zip(file, SIX);
        TensorFile opened = TensorFile.open(file);
        assertThat(opened.tensors()).containsOnlyKeys("a.".repeat(60) + "w");
        assertThat(opened.ignored()).hasSize(60);
    }

    /** Dictionaries are chained after they were put into each other, which the depth of a single value does not show. */
    @Test
    void refusesAChainOfDictionaries() throws IOException {
        TorchFiles pickle = new TorchFiles().code("}q\0");
        for (int i = 0; i < 100; i++) {
            pickle.code("h" + (char) i + "U\u0001a}q" + (char) (i + 1) + "s");
        }
        pickle.code("h\0").zip(file);
        refuses("more than 64 dictionaries inside each other");
    }

    @Test
    void refusesTensorsOutsideOfTheirStorage() throws IOException {
        for (long[][] tensor : new long[][][] {
            {{0}, {7}, {1}},
            {{1}, {6}, {1}},
            {{0}, {2, 3}, {4, 1}},
            {{0}, {2, 3}, {3}},
            {{-1}, {2}, {1}},
            {{0}, {-2}, {1}},
            {{0}, {2}, {-1}},
            {{Long.MAX_VALUE}, {2}, {1}},
            {{0}, {1L << 62, 4}, {0, 0}},
            {{0}, {0, 1L << 62, 4}, {1, 1, 1}},
            {{0}, {2}, {Long.MAX_VALUE}},
        }) {
            new TorchFiles()
                    .code("}")
                    .text("w")
                    .tensor(6, tensor[0][0], tensor[1], tensor[2])
                    .code("s")
                    .zip(file, SIX);
            refuses("tensor w does not fit");
        }
    }

    @Test
    void refusesARepeatedNumberThatFillsTheMemory() throws IOException {
        new TorchFiles()
                .code("}")
                .text("w")
                .tensor(6, 0, new long[] {1L << 30}, new long[] {0})
                .code("s")
                .zip(file, SIX);
        refuses("its tensors together are more than 16 times as large as the file");
        long[] shape = new long[65];
        Arrays.fill(shape, 1);
        dictionaryOf(new TorchFiles(), shape).zip(file, SIX);
        refuses("a tensor has 65 dimensions, but tensors have at most 64");
    }

    @Test
    void refusesOtherArchives() throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            TorchFiles.store(zip, "weights.npy", SIX);
        }
        refuses("it is a zip archive, but not a checkpoint of PyTorch: it contains no data.pkl");
        byte[] pickle = dictionaryOf(new TorchFiles(), 6).content();
        String[][] others = {
            {"model/code/model.py", "it is a TorchScript program, not weights"},
            {"model/constants.pkl", "it is a TorchScript program, not weights"},
            {"model/byteorder", "the byte order of its numbers is big instead of little"},
        };
        for (String[] other : others) {
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                TorchFiles.store(zip, "model/data.pkl", pickle);
                TorchFiles.store(zip, other[0], "big".getBytes(StandardCharsets.UTF_8));
            }
            refuses(other[1]);
        }
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("model/data.pkl"));
            zip.write(pickle);
        }
        refuses("entry model/data.pkl of this zip archive is compressed or encrypted");
    }

    @Test
    void refusesAZipThatContradictsItself() throws IOException {
        Path intact = dictionaryOf(new TorchFiles(), 6).zip(file, SIX, SIX);
        String bytes = Files.readString(intact, StandardCharsets.ISO_8859_1);
        write(bytes.replace("archive/data/1", "archive/data/0"));
        refuses("it has two entries named archive/data/0");
        int entry = bytes.lastIndexOf("archive/data/1") - 46;
        write(bytes.substring(0, entry + 24) + "\u0019" + bytes.substring(entry + 25));
        refuses("entry archive/data/1 claims 25 bytes (24 in the archive)");
        int first = bytes.lastIndexOf("archive/data/0") - 46;
        write(bytes.substring(0, entry + 42) + bytes.substring(first + 42, first + 46) + bytes.substring(entry + 46));
        refuses("overlaps another entry");
        write(bytes.substring(0, bytes.length() - 10));
        refuses("it cannot be read as a zip archive");
    }

    private void write(String bytes) throws IOException {
        Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void namesTheFaultOfAnOldFile() throws IOException {
        byte[] six = ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(6)
                .array();
        TorchFiles key = new TorchFiles().code("](U\u00010e");
        TorchFiles pickle = dictionaryOf(new TorchFiles(), 6);
        pickle.legacy(file, key, six);
        assertThat(TensorFile.open(file).tensors()).containsOnlyKeys("w");
        pickle.legacy(file, new TorchFiles().code("]"), new byte[0]);
        refuses("storage 0 is missing");
        pickle.legacy(file, new TorchFiles().code("](U\u00010U\u00010e"), six);
        refuses("contains one twice");
        pickle.legacy(file, new TorchFiles().code("](U\u00011e"), six);
        refuses("contains one that no tensor uses");
        pickle.legacy(file, key, new byte[7]);
        refuses("it is truncated before storage 0");
        pickle.legacy(file, key, new byte[32]);
        refuses("storage 0 has 0 numbers, but its tensors need 6");
        pickle.legacy(file, key, Arrays.copyOf(six, 31));
        refuses("it is truncated: storage 0 of 6 numbers of type F32 is longer than the rest of the file, 23 bytes");
        pickle.legacy(file, key, Arrays.copyOf(six, 33));
        refuses("it has 1 bytes after the end of the last storage");
        pickle.legacy(file, key, six);
        write(Files.readString(file, StandardCharsets.ISO_8859_1)
                .replace("little_endian\u0088", "little_endian\u0089"));
        refuses("it does not say that its numbers are little-endian");
    }

    /** In the old format a storage can be a view of another: here the numbers 2 to 4 of six. */
    @Test
    void readsViewsOfStorages() throws IOException {
        ByteBuffer storage =
                ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(6);
        for (int i = 0; i < 6; i++) {
            storage.putFloat(i);
        }
        TorchFiles pickle = view(2, 3);
        pickle.legacy(file, new TorchFiles().code("](U\u00010e"), storage.array());
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(TensorFile.open(file).read(manager).arrays().get("w").toFloatArray())
                    .containsExactly(3, 4);
        }
        view(4, 3).legacy(file, new TorchFiles().code("](U\u00010e"), storage.array());
        refuses("storage 0 of 6 numbers has a view of 3 numbers from 4");
        view(0, 2).legacy(file, new TorchFiles().code("](U\u00010e"), storage.array());
        refuses("tensor w does not fit: its elements are 1 to 2 of its storage, which has only 2");
    }

    /** A dictionary with the tensor w: the second and third number of a view of storage 0. */
    private static TorchFiles view(long start, long length) {
        TorchFiles pickle = new TorchFiles().code("}").text("w").code("ctorch._utils\n_rebuild_tensor\n((");
        pickle.text("storage")
                .code("ctorch\nFloatStorage\n")
                .text("0")
                .text("cuda:0")
                .integer(6);
        pickle.code("(").text("view").integer(start).integer(length).code("ttQ");
        return pickle.integer(1).integers(2).integers(1).code("tRs");
    }
}
