package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator of the facades, {@code src/build/java/ScriptFacades.java}. */
class ScriptFacadesTest {
    private static final String PACKAGE = "io/winnow/some";

    @TempDir
    private static Path compiled;

    private static URLClassLoader loader;
    private static Method generator;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compileTheGenerator() throws ReflectiveOperationException, IOException {
        assertThat(compile(Path.of("src/build/java/ScriptFacades.java"), compiled))
                .isEmpty();
        loader = new URLClassLoader(new URL[] {compiled.toUri().toURL()});
        generator = loader.loadClass("ScriptFacades").getDeclaredMethod("generate", Path.class, Path.class);
        generator.setAccessible(true);
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    /** Returns the messages of the compiler. */
    private static String compile(Path source, Path output) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-Xlint:all,-options",
                    "-proc:none",
                    "-d",
                    output.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            boolean done = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(done)
                    .as(messages.toString())
                    .isEqualTo(messages.toString().isEmpty());
        }
        return messages.toString();
    }

    private Path resources() {
        return folder.resolve("with blanks");
    }

    private Path output() {
        return folder.resolve("output");
    }

    private Path write(String name, String source) throws IOException {
        Path file = resources().resolve(PACKAGE).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source);
    }

    @SuppressWarnings("unchecked")
    private List<String> generate() throws ReflectiveOperationException {
        return (List<String>) generator.invoke(null, resources(), output());
    }

    private Path generated(String type) {
        return output().resolve(PACKAGE).resolve(type + ".java");
    }

    private static final String EVERYTHING = """
            # About <the> file.

            # Says x < y & more.
            # In two lines.
            def of_all(x: Tensor, xs: List[Tensor], new: List[int], last_one: int, share: float, kept: bool) -> Tensor:
              y = torch.add(x, xs[0], alpha=share)
              # A remark.
              return torch.reshape(y, new)

            def two(x: Tensor) -> Tuple[Tensor, Tensor]:
              return (x, x)

            def new(xs: List[Tensor]) -> List[Tensor]:
              return xs

            # In place.
            def grow(x: Tensor, by: int) -> Tensor:
              return torch.add_(x, by)

            # The mean.
            # Follows a network pass.
            def loss(logits: Tensor, targets: Tensor, factor: float) -> Tensor:
              return torch.mul(torch.mean(torch.sub(logits, targets)), factor)
            """;

    @Test
    void eachFunctionBecomesAMethod() throws ReflectiveOperationException, IOException {
        write("of_all_kinds.py", EVERYTHING);
        assertThat(generate()).isEmpty();
        assertThat(generated("OfAllKindsScript")).hasContent("""
                package io.winnow.some;

                import ai.djl.ndarray.NDArray;
                import ai.djl.ndarray.NDList;
                import io.winnow.models.torch.OutputFunction;
                import io.winnow.models.torch.ScriptFacade;
                import io.winnow.models.torch.TorchFunctions;
                import java.util.List;
                import javax.annotation.processing.Generated;

                /**
                 * The functions of {@code of_all_kinds.py}.
                 *
                 * <p>About &lt;the&gt; file.
                 */
                @Generated("ScriptFacades")
                @ScriptFacade("of_all_kinds.py")
                final class OfAllKindsScript {
                    static final TorchFunctions FUNCTIONS = TorchFunctions.load(OfAllKindsScript.class, "of_all_kinds.py");

                    private OfAllKindsScript() {}

                    /**
                     * Says x &lt; y &amp; more.
                     * In two lines.
                     */
                    static NDArray ofAll(NDArray x, NDList xs, long[] new_, long lastOne, double share, boolean kept) {
                        return FUNCTIONS.call("of_all", x, xs, new_, lastOne, share, kept);
                    }

                    static NDList two(NDArray x) {
                        return FUNCTIONS.callList("two", x);
                    }

                    static NDList new_(NDList xs) {
                        return FUNCTIONS.callList("new", xs);
                    }

                    /**
                     * Changes its arguments in place.
                     */
                    static void grow(NDArray x, long by) {
                        FUNCTIONS.invoke("grow", x, by);
                    }

                    /**
                     * The mean.
                     * Follows a network pass, whose output is {@code logits}.
                     */
                    static OutputFunction loss(NDArray targets, double factor) {
                        return new OutputFunction(FUNCTIONS, "loss", List.of(targets, factor));
                    }
                }
                """);
        assertThat(compile(generated("OfAllKindsScript"), Files.createDirectory(folder.resolve("classes"))))
                .isEmpty();
    }

    /** Maven compiles again what is newer than its class. */
    @Test
    void whatHasNotChangedIsNotWrittenAgainAndWhatIsGoneIsDeleted() throws ReflectiveOperationException, IOException {
        write("same.py", "def f(x: Tensor) -> Tensor:\n  return x\n");
        write("other.py", "def f(x: Tensor) -> Tensor:\n  return x\n");
        Path gone = write("gone.py", "def f(x: Tensor) -> Tensor:\n  return x\n");
        assertThat(generate()).isEmpty();
        FileTime early = FileTime.fromMillis(1_000_000);
        for (String type : List.of("SameScript", "OtherScript", "GoneScript")) {
            Files.setLastModifiedTime(generated(type), early);
        }
        Files.delete(gone);
        write("same.py", "def f(x: Tensor) -> Tensor:\n  return torch.neg(x)\n");
        write("other.py", "def g(x: Tensor) -> Tensor:\n  return x\n");
        assertThat(generate()).isEmpty();
        assertThat(Files.getLastModifiedTime(generated("SameScript"))).isEqualTo(early);
        assertThat(Files.getLastModifiedTime(generated("OtherScript"))).isGreaterThan(early);
        assertThat(generated("OtherScript")).content().contains("NDArray g(NDArray x)");
        assertThat(generated("GoneScript")).doesNotExist();
    }

    private static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(1, "", "The file has no function"),
                arguments(1, "x = 1\n", "belongs to no function; found \"x = 1\""),
                arguments(
                        3,
                        "def f(x: Tensor) -> Tensor:\n  return x\ny = 2\n",
                        "belongs to no function; found \"y = 2\""),
                arguments(
                        2,
                        "# About f.\ndef f(x: Tensor):\n  return x\n",
                        "cannot be read; found \"def f(x: Tensor):\""),
                arguments(1, "def f(\n", "Write it in one line"),
                arguments(
                        1,
                        "def f(x: Tensor, w: Optional[Tensor]) -> Tensor:\n  return x\n",
                        "A parameter of f cannot be read; found \"w: Optional[Tensor]\""),
                arguments(1, "def f(x) -> Tensor:\n  return x\n", "A parameter of f cannot be read; found \"x\""),
                arguments(1, "def f(x: Tensor) -> int:\n  return 1\n", "The result of f cannot be read; found \"int\""),
                arguments(
                        1,
                        "def f(n: int) -> Tensor:\n  return torch.ones([n])\n",
                        "needs a parameter of the type Tensor"),
                arguments(
                        4,
                        "def a_b(x: Tensor) -> Tensor:\n  return x\n\ndef aB(x: Tensor) -> Tensor:\n  return x\n",
                        "The function aB has the name of another function"),
                arguments(
                        1,
                        "def f(x: Tensor) -> Tensor:\n  return torch.add_(x, 1)\n",
                        "returns an argument that it has changed"),
                arguments(
                        1,
                        "def f(x: Tensor, y: Tensor) -> Tensor:\n  _0 = torch.add_(y, 1)\n  return y\n",
                        "Put the line \"# In place.\" above the definition"),
                arguments(
                        2,
                        "# In place.\ndef f(x: Tensor) -> Tensor:\n  return torch.add(x, 1)\n",
                        "has no operator that does"),
                arguments(
                        2,
                        "# in-place\ndef f(x: Tensor) -> Tensor:\n  return torch.add_(x, 1)\n",
                        "almost a marker; found \"# in-place\""),
                arguments(
                        2,
                        "# Follows a network pass.\ndef f(x: Tensor) -> List[Tensor]:\n  return [x]\n",
                        "must take the output of the pass"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aFileThatCannotBeReadIsNamedWithItsLine(int line, String source, String message)
            throws ReflectiveOperationException, IOException {
        Path file = write("wrong.py", source);
        write("right.py", "def f(x: Tensor) -> Tensor:\n  return x\n");
        assertThat(generate())
                .singleElement()
                .asString()
                .startsWith(file + ":" + line + ": ")
                .contains(message);
        assertThat(output()).doesNotExist();
    }

    @Test
    void theNameOfAFileMustGiveTheNameOfAClass() throws ReflectiveOperationException, IOException {
        Path upper = write("Upper.py", EVERYTHING);
        Path outside = Files.writeString(resources().resolve("outside.py"), EVERYTHING);
        assertThat(generate())
                .satisfiesExactlyInAnyOrder(
                        mistake ->
                                assertThat(mistake).startsWith(upper + ":1: ").contains("lower-case words joined by _"),
                        mistake -> assertThat(mistake)
                                .startsWith(outside + ":1: ")
                                .contains("in the folder of a package"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linaer(x, x)", "linear(x)", "linear(x, 2)", "dropout(x, x)", "convolution(x, x, 0.5, 1)"})
    void aCallWithAWrongNameOrArgumentDoesNotCompile(String call) throws IOException {
        assertThat(compileCall("linear(x, x)")).isEmpty();
        assertThat(compileCall(call)).contains("error: ").contains("Caller.java:3");
    }

    private String compileCall(String call) throws IOException {
        Path caller = Files.writeString(folder.resolve("Caller.java"), """
                package io.winnow.models.layer;
                class Caller { Object call(ai.djl.ndarray.NDArray x) {
                    return LayersScript.%s; } }
                """.formatted(call));
        return compile(caller, folder);
    }
}
