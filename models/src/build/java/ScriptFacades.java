import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Writes a Java class for each file of TorchScript functions, so that the compiler checks the names and the arguments of calls. The class
 * for {@code io/winnow/models/layer/layers.py} is {@code io.winnow.models.layer.LayersScript}, and has a static method for each function.
 * Maven runs this file before it compiles a module.
 *
 * <p>A function has this form, and its comment becomes the method's Javadoc:
 *
 * <pre>
 * # What the function does.
 * def unit_rows(x: Tensor, least: float) -&gt; Tensor:
 * </pre>
 *
 * <p>Two comment lines change what is generated. {@code # In place.} stands above a function that is called only for what it changes in its
 * arguments: the method returns nothing. {@code # Follows a network pass.} stands above a function of a network's output, its first
 * parameter: the method takes the other arguments, and returns an {@code OutputFunction}.
 */
public final class ScriptFacades {
    private static final String IN_PLACE = "In place.";
    private static final String FOLLOWS = "Follows a network pass.";

    private static final Pattern FILE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*\\.py");
    private static final Pattern DEFINITION = Pattern.compile("def ([a-z]\\w*)\\((.*)\\) -> ([^:]+):");
    private static final Pattern PARAMETER = Pattern.compile("([a-z]\\w*): (\\S+)");
    private static final Pattern TENSORS = Pattern.compile("List\\[Tensor]|Tuple\\[Tensor(, Tensor)*]");
    /** An operator such as {@code torch.add_} or {@code torch._fused_adamw_}, but not {@code torch.__not__}. */
    private static final Pattern CHANGE = Pattern.compile("torch\\.\\w*[^\\W_]_\\(");

    private static final Map<String, String> TYPES = Map.of(
            "Tensor", "NDArray",
            "List[Tensor]", "NDList",
            "List[int]", "long[]",
            "int", "long",
            "float", "double",
            "bool", "boolean");

    /** What a generated class may use. */
    private static final List<String> IMPORTS = List.of(
            "ai.djl.ndarray.NDArray",
            "ai.djl.ndarray.NDList",
            "io.winnow.models.torch.OutputFunction",
            "io.winnow.models.torch.ScriptFacade",
            "io.winnow.models.torch.TorchFunctions",
            "java.util.List",
            "javax.annotation.processing.Generated");

    private record Parameter(String name, String type) {
        String java() {
            return javaName(name);
        }
    }

    /** @param comment the lines above the definition, without those that say how the function is called */
    private record Function(
            String name,
            List<Parameter> parameters,
            String result,
            boolean inPlace,
            boolean follows,
            List<String> comment) {}

    /** @param comment the lines that begin the file, unless they belong to the first function */
    private record Script(Path path, List<String> comment, List<Function> functions) {
        String resource() {
            return path.getFileName().toString();
        }

        String type() {
            String name = javaName(resource().replace(".py", ""));
            return Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Script";
        }
    }

    private record Place(Path file, int line) {
        ScriptException mistake(String message) {
            return new ScriptException(file + ":" + line + ": " + message);
        }
    }

    private static final class ScriptException extends Exception {
        private static final long serialVersionUID = 1;

        ScriptException(String message) {
            super(message);
        }
    }

    private ScriptFacades() {}

    /** @param arguments the folder of a module's resources, and the folder for the generated sources, which holds nothing else */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: java ScriptFacades.java RESOURCES OUTPUT; found " + Arrays.toString(arguments));
            System.exit(2);
        }
        List<String> mistakes = generate(Path.of(arguments[0]), Path.of(arguments[1]));
        if (!mistakes.isEmpty()) {
            mistakes.forEach(System.err::println);
            System.exit(1);
        }
    }

    /**
     * Writes the classes of all files below a folder. A class that is there with the same text is not written again, so that Maven compiles
     * only what has changed; a class whose file is gone is deleted.
     *
     * @return the first mistake of each file that has any; if there are some, nothing is written
     */
    static List<String> generate(Path resources, Path output) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(resources)) {
            files = all.filter(file -> file.toString().endsWith(".py")).sorted().toList();
        }
        Map<Path, String> sources = new TreeMap<>();
        List<String> mistakes = new ArrayList<>();
        for (Path file : files) {
            try {
                Script script = read(resources, file);
                Path folder = output.resolve(script.path().getParent().toString());
                sources.put(folder.resolve(script.type() + ".java"), source(script));
            } catch (ScriptException e) {
                mistakes.add(e.getMessage());
            }
        }
        if (mistakes.isEmpty()) {
            write(output, sources);
        }
        return mistakes;
    }

    private static void write(Path output, Map<Path, String> sources) throws IOException {
        Files.createDirectories(output);
        for (Map.Entry<Path, String> source : sources.entrySet()) {
            if (!Files.exists(source.getKey())
                    || !Files.readString(source.getKey()).equals(source.getValue())) {
                Files.createDirectories(source.getKey().getParent());
                Files.writeString(source.getKey(), source.getValue());
            }
        }
        List<Path> stale;
        try (Stream<Path> all = Files.walk(output)) {
            stale = all.filter(file -> Files.isRegularFile(file) && !sources.containsKey(file))
                    .toList();
        }
        for (Path file : stale) {
            Files.delete(file);
        }
    }

    private static Script read(Path resources, Path file) throws IOException, ScriptException {
        Path path = resources.relativize(file);
        if (path.getParent() == null
                || !FILE.matcher(file.getFileName().toString()).matches()) {
            throw new Place(file, 1)
                    .mistake("A file of TorchScript functions must lie in the folder of a package, and"
                            + " its name must be lower-case words joined by _; found " + path + ". Move or rename it.");
        }
        List<String> lines = Files.readAllLines(file);
        List<String> head = new ArrayList<>();
        List<String> comment = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        Set<String> methods = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Place place = new Place(file, i + 1);
            if (line.startsWith("#")) {
                comment.add(line.substring(1).strip());
                continue;
            }
            if (line.startsWith("def ")) {
                Function function = function(place, line, comment, body(lines, i));
                if (!methods.add(javaName(function.name()))) {
                    throw place.mistake("The function " + function.name()
                            + " has the name of another function of this file, as " + javaName(function.name())
                            + " in Java. Rename one of them.");
                }
                functions.add(function);
            } else if (line.isBlank() && functions.isEmpty()) {
                head.addAll(comment);
            } else if (!line.isBlank() && (!line.startsWith("  ") || functions.isEmpty())) {
                throw place.mistake("This line belongs to no function; found \"" + line
                        + "\". A file may have functions and comments. Begin functions with \"def\", without indentation, and indent"
                        + " their lines.");
            }
            comment.clear();
        }
        if (functions.isEmpty()) {
            throw new Place(file, 1).mistake("The file has no function. Add one or delete the file.");
        }
        return new Script(path, head, functions);
    }

    /** Returns the lines of the function that is defined in a line. */
    private static String body(List<String> lines, int definition) {
        return lines.stream()
                .skip(definition + 1)
                .takeWhile(line -> line.isBlank() || line.startsWith(" "))
                .filter(line -> !line.strip().startsWith("#"))
                .collect(Collectors.joining("\n"));
    }

    private static Function function(Place place, String line, List<String> above, String body) throws ScriptException {
        Matcher definition = DEFINITION.matcher(line);
        if (!definition.matches()) {
            throw place.mistake("The definition cannot be read; found \"" + line
                    + "\". Write it in one line, as in def scaled(x: Tensor, factor: float) -> Tensor:");
        }
        String name = definition.group(1);
        List<Parameter> parameters = new ArrayList<>();
        for (String each : definition.group(2).split(", ")) {
            Matcher parameter = PARAMETER.matcher(each);
            if (!parameter.matches() || !TYPES.containsKey(parameter.group(2))) {
                throw place.mistake(
                        "A parameter of " + name + " cannot be read; found \"" + each
                                + "\". Write name: type, with a type out of Tensor, List[Tensor], List[int], int, float and bool.");
            }
            parameters.add(new Parameter(parameter.group(1), parameter.group(2)));
        }
        if (parameters.stream().noneMatch(parameter -> parameter.type().contains("Tensor"))) {
            throw place.mistake("Java cannot call " + name + ": a function needs a parameter of the type"
                    + " Tensor or List[Tensor], on whose device it computes; found \"" + line
                    + "\". Add such a parameter.");
        }
        String result = definition.group(3);
        if (!result.equals("Tensor") && !TENSORS.matcher(result).matches()) {
            throw place.mistake("The result of " + name + " cannot be read; found \"" + result
                    + "\". Return Tensor, List[Tensor] or a Tuple of Tensor.");
        }
        requireExactMarkers(place, above);
        boolean inPlace = above.contains(IN_PLACE);
        boolean follows = above.contains(FOLLOWS);
        requireInPlace(place, name, inPlace, parameters, body);
        if (follows
                && (inPlace
                        || !result.equals("Tensor")
                        || !parameters.get(0).type().equals("Tensor"))) {
            throw place.mistake("A function that follows a network pass must take the output of the pass, a"
                    + " Tensor, as its first parameter, return a Tensor and not change its arguments; found \"" + line
                    + "\". Change it, or delete the line \"# " + FOLLOWS + "\" above it.");
        }
        List<String> comment = above.stream()
                .filter(each -> !each.equals(IN_PLACE) && !each.equals(FOLLOWS))
                .toList();
        return new Function(name, parameters, result, inPlace, follows, comment);
    }

    private static void requireExactMarkers(Place place, List<String> above) throws ScriptException {
        for (String line : above) {
            for (String marker : List.of(IN_PLACE, FOLLOWS)) {
                if (!line.equals(marker) && letters(line).equals(letters(marker))) {
                    throw place.mistake("The comment above the definition is almost a marker; found \"# " + line
                            + "\". Write \"# " + marker + "\".");
                }
            }
        }
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    /** A function whose result is what it has changed must be marked, and a marked function must change something. */
    private static void requireInPlace(
            Place place, String name, boolean marked, List<Parameter> parameters, String body) throws ScriptException {
        boolean changes = CHANGE.matcher(body).find();
        int at = body.lastIndexOf("return ");
        String last = at < 0 ? "" : body.substring(at + "return ".length()).strip();
        boolean returnsIt = CHANGE.matcher(last).lookingAt()
                || parameters.stream().anyMatch(parameter -> last.matches(parameter.name() + "(\\[\\d+])?"));
        if (changes && returnsIt && !marked) {
            throw place.mistake("The function " + name + " returns an argument that it has changed; found \"" + last
                    + "\". Put the line \"# " + IN_PLACE + "\" above the definition, or return a new tensor.");
        }
        if (marked && !changes) {
            throw place.mistake("The function " + name + " is marked as one that changes its arguments, but it"
                    + " has no operator that does, such as torch.add_. Delete the line \"# " + IN_PLACE
                    + "\" above the definition.");
        }
    }

    private static String javaName(String name) {
        String[] words = name.split("_");
        StringBuilder java = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            if (!words[i].isEmpty()) {
                java.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
            }
        }
        return SourceVersion.isKeyword(java) ? java + "_" : java.toString();
    }

    private static String source(Script script) {
        List<String> about = new ArrayList<>(List.of("The functions of {@code " + script.resource() + "}."));
        if (!script.comment().isEmpty()) {
            about.add("");
            about.add("<p>" + escaped(script.comment().get(0)));
            script.comment().stream().skip(1).forEach(line -> about.add(escaped(line)));
        }
        String code = javadoc("", about) + "@Generated(\"ScriptFacades\")\n@ScriptFacade(\"" + script.resource()
                + "\")\n"
                + "final class " + script.type() + " {\n"
                + "    static final TorchFunctions FUNCTIONS = TorchFunctions.load(" + script.type() + ".class, \""
                + script.resource() + "\");\n\n"
                + "    private " + script.type() + "() {}\n"
                + script.functions().stream().map(each -> "\n" + method(each)).collect(Collectors.joining())
                + "}\n";
        String own = script.path().getParent().toString().replace(File.separatorChar, '.');
        return "package " + own + ";\n\n" + imports(own, code) + "\n" + code;
    }

    private static String imports(String own, String code) {
        return IMPORTS.stream()
                .filter(type -> !type.substring(0, type.lastIndexOf('.')).equals(own)
                        && Pattern.compile("\\b" + type.substring(type.lastIndexOf('.') + 1) + "\\b")
                                .matcher(code)
                                .find())
                .map(type -> "import " + type + ";\n")
                .collect(Collectors.joining());
    }

    private static String method(Function function) {
        List<String> about = new ArrayList<>(
                function.comment().stream().map(ScriptFacades::escaped).toList());
        if (function.inPlace()) {
            about.add("Changes its arguments in place.");
        }
        if (function.follows()) {
            about.add("Follows a network pass, whose output is {@code "
                    + function.parameters().get(0).name() + "}.");
        }
        String arguments = function.parameters().stream()
                .skip(function.follows() ? 1 : 0)
                .map(Parameter::java)
                .collect(Collectors.joining(", "));
        String body;
        if (function.follows()) {
            body = "return new OutputFunction(FUNCTIONS, \"" + function.name() + "\", List.of(" + arguments + "));";
        } else if (function.inPlace()) {
            body = "FUNCTIONS.invoke(\"" + function.name() + "\", " + arguments + ");";
        } else {
            body = "return FUNCTIONS." + (function.result().equals("Tensor") ? "call" : "callList") + "(\""
                    + function.name() + "\", " + arguments + ");";
        }
        return (about.isEmpty() ? "" : javadoc("    ", about)) + "    " + signature(function) + " {\n        " + body
                + "\n    }\n";
    }

    private static String signature(Function function) {
        String result = function.result().equals("Tensor") ? "NDArray" : "NDList";
        if (function.inPlace()) {
            result = "void";
        } else if (function.follows()) {
            result = "OutputFunction";
        }
        return "static " + result + " " + javaName(function.name()) + "("
                + function.parameters().stream()
                        .skip(function.follows() ? 1 : 0)
                        .map(parameter -> TYPES.get(parameter.type()) + " " + parameter.java())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static String javadoc(String indent, List<String> lines) {
        return lines.stream()
                .map(line -> (indent + " * " + line).stripTrailing() + "\n")
                .collect(Collectors.joining("", indent + "/**\n", indent + " */\n"));
    }

    /** A comment as text of a Javadoc comment. */
    private static String escaped(String line) {
        return line.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("\\", "&#92;")
                .replace("*/", "*&#47;");
    }
}
