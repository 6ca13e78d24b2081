package io.winnow.trainer.export.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.models.torch.TorchFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubstitutesTest {
    @Test
    void aSubstituteTakesWhatTheFunctionTakesThatItReplaces() throws IOException {
        for (Map<String, TorchFunctions> format : List.of(Substitutes.TORCH_SCRIPT, Substitutes.ONNX)) {
            for (Map.Entry<String, TorchFunctions> each : format.entrySet()) {
                String resource = each.getKey().substring(0, each.getKey().indexOf(':'));
                String function = each.getKey().substring(resource.length() + 1);
                assertThat(definition(each.getValue().source(), function))
                        .as(each.getKey())
                        .isPresent()
                        .isEqualTo(definition(model(resource), function));
            }
        }
        assertThat(Substitutes.TORCH_SCRIPT)
                .containsKeys(
                        "attention.py:packed", "attention.py:masked", "table.py:windowed_attention", "layers.py:full");
        assertThat(Substitutes.ONNX).containsOnlyKeys("resnet.py:channels_last", "recurrent.py:pack");
    }

    private static Optional<String> definition(String source, String function) {
        return source.lines()
                .filter(line -> line.startsWith("def " + function + "("))
                .findFirst();
    }

    private static String model(String resource) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../models/src/main/resources"))) {
            List<Path> found = files.filter(file -> file.endsWith(resource)).toList();
            assertThat(found).as(resource).hasSize(1);
            return Files.readString(found.get(0));
        }
    }
}
