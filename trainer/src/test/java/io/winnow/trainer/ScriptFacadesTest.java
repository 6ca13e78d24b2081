package io.winnow.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.ScriptFacade;
import io.winnow.models.torch.TorchFunctions;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated classes by which Java calls the TorchScript functions of both modules. */
class ScriptFacadesTest {
    private static final Pattern DEFINITION = Pattern.compile("(?m)^((?:#.*\\n)*)def (\\w+)\\((.*)\\) -> (.*):$");

    private static final Map<String, Class<?>> TYPES = Map.of(
            "Tensor", NDArray.class,
            "List[Tensor]", NDList.class,
            "List[int]", long[].class,
            "int", long.class,
            "float", double.class,
            "bool", boolean.class);

    private static Stream<String> resources() throws IOException {
        List<String> all = new ArrayList<>();
        for (String module : List.of("../models", ".")) {
            Path root = Path.of(module, "src/main/resources");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".py"))
                        .map(file -> root.relativize(file).toString().replace(File.separatorChar, '/'))
                        .forEach(all::add);
            }
        }
        assertThat(all).hasSizeGreaterThan(35);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("resources")
    void eachFunctionHasItsMethodAndEachMethodItsFunction(String resource) throws ReflectiveOperationException {
        Class<?> facade = facade(resource);
        String file = resource.substring(resource.lastIndexOf('/') + 1);
        assertThat(facade.getAnnotation(ScriptFacade.class).value()).isEqualTo(file);
        Field functions = facade.getDeclaredField("FUNCTIONS");
        functions.setAccessible(true);
        String source = ((TorchFunctions) functions.get(null)).source();
        List<String> declared = DEFINITION
                .matcher(source)
                .results()
                .map(ScriptFacadesTest::signature)
                .toList();
        assertThat(declared).isNotEmpty();
        assertThat(Arrays.stream(facade.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(ScriptFacadesTest::signature))
                .containsExactlyInAnyOrderElementsOf(declared);
    }

    private static Class<?> facade(String resource) throws ClassNotFoundException {
        int at = resource.lastIndexOf('/') + 1;
        String name = camelCase(resource.substring(at).replace(".py", "Script"));
        return Class.forName(resource.substring(0, at).replace('/', '.')
                + Character.toUpperCase(name.charAt(0))
                + name.substring(1));
    }

    private static String camelCase(String name) {
        return Pattern.compile("_(\\w)")
                .matcher(name)
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    private static String signature(MatchResult definition) {
        boolean follows = definition.group(1).contains("# Follows a network pass.\n");
        List<Class<?>> parameters = Pattern.compile(": (\\S+?)(?=, |$)")
                .matcher(definition.group(3))
                .results()
                .<Class<?>>map(type -> TYPES.get(type.group(1)))
                .skip(follows ? 1 : 0)
                .toList();
        Class<?> result = definition.group(4).equals("Tensor") ? NDArray.class : NDList.class;
        if (follows) {
            result = OutputFunction.class;
        } else if (definition.group(1).contains("# In place.\n")) {
            result = void.class;
        }
        return result + " " + camelCase(definition.group(2)) + parameters;
    }

    private static String signature(Method method) {
        return method.getReturnType() + " " + method.getName() + List.of(method.getParameterTypes());
    }
}
