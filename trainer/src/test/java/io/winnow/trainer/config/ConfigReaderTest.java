package io.winnow.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.config.Sample.AdamW;
import io.winnow.trainer.config.Sample.Choice;
import io.winnow.trainer.config.Sample.Cosine;
import io.winnow.trainer.config.Sample.Folder;
import io.winnow.trainer.config.Sample.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final String MINIMAL = """
            name: a
            optimizer: {kind: sgd, learning_rate: 1e-3}
            """;

    private static final String FULL = """
            name: "1"
            seed: 9
            ratio: 1
            choice: class_token
            flag: false
            threads: 4
            features: some/file.npy
            sizes: [1, 2]
            weights: {a: 0.25, b: 2}
            duration: {steps: 500}
            keeping: {keep: 2, every: {examples: 1e6}}
            optimizer: {kind: adamw, learning_rate: 3.0e-4}
            schedule: {kind: cosine, warmup: {epochs: 0.5}, floor: 1e-6}
            others:
              - {kind: sgd, learning_rate: 1, momentum: 0.9, nesterov: true}
            plugin: {kind: image_folder, folder: images}
            """;

    @TempDir
    Path folder;

    private static Sample parse(String yaml, String... assignments) {
        return Sample.reader().parse(Sample.class, "test.yaml", yaml, List.of(assignments));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aSentenceEndsWithAQuestionOrAFullStop() {
        assertThat(Names.allowedAtEnd("lerning", List.of("learning", "pooling")))
                .isEqualTo("allowed: learning, pooling; did you mean 'learning'?");
        assertThat(Names.allowedAtEnd("x", List.of("learning", "pooling"))).isEqualTo("allowed: learning, pooling.");
    }

    @Test
    void keysThatAreLeftOutHaveTheirDefaults() {
        Sample sample = parse(MINIMAL);
        assertThat(sample.optimizer()).isEqualTo(new Sgd(0.001, 0, false));
        assertThat(sample.seed()).isEqualTo(1);
        assertThat(sample.choice()).isEqualTo(Choice.AUTO);
        assertThat(sample.threads()).isEmpty();
        assertThat(sample.duration()).isEqualTo(Span.ofEpochs(10));
        assertThat(sample.schedule()).isEqualTo(new Cosine(Span.ofEpochs(0), 0));
        assertThat(parse(MINIMAL + "seed: null")).isEqualTo(sample);
    }

    @Test
    void valuesOfEveryTypeAreRead() {
        Sample sample = parse(FULL);
        assertThat(sample.name()).isEqualTo("1");
        assertThat(sample.choice()).isEqualTo(Choice.CLASS_TOKEN);
        assertThat(sample.threads()).contains(4);
        assertThat(sample.features()).contains(Path.of("some/file.npy"));
        assertThat(sample.sizes()).containsExactly(1, 2);
        assertThat(sample.weights()).isEqualTo(Map.of("a", 0.25, "b", 2.0));
        assertThat(sample.keeping().every()).isEqualTo(Span.ofExamples(1_000_000));
        assertThat(sample.optimizer()).isEqualTo(new AdamW(3e-4, List.of(0.9, 0.999)));
        assertThat(sample.others()).containsExactly(new Sgd(1, 0.9, true));
        assertThat(sample.plugin()).contains(new Folder(Path.of("images")));
    }

    @Test
    void writtenYamlReadsBackToAnEqualValue() {
        for (String yaml : List.of(MINIMAL, FULL)) {
            Sample sample = parse(yaml);
            assertThat(parse(Sample.reader().toYaml(sample))).isEqualTo(sample);
        }
    }

    @Test
    void assignmentsSetValuesInSectionsListsAndKinds() {
        assertThat(parse(FULL, "seed=7").seed()).isEqualTo(7);
        assertThat(parse(FULL, "others[0].learning_rate=2").others()).containsExactly(new Sgd(2, 0.9, true));
        assertThat(parse(FULL, "others.0.learning_rate=2").others()).containsExactly(new Sgd(2, 0.9, true));
        assertThat(parse(FULL, "sizes=[3]").sizes()).containsExactly(3);
        assertThat(parse(FULL, "sizes[1]=5").sizes()).containsExactly(1, 5);
        assertThat(parse(FULL, "threads=null").threads()).isEqualTo(Optional.empty());
        assertThat(parse(FULL, "duration.epochs=2").duration()).isEqualTo(Span.ofEpochs(2));
        assertThat(parse(MINIMAL, "keeping.every.steps=5").keeping().every()).isEqualTo(Span.ofSteps(5));
        assertThat(parse(MINIMAL, "schedule.floor=0.5").schedule()).isEqualTo(new Cosine(Span.ofEpochs(0), 0.5));
    }

    @Test
    void changingTheKindDropsKeysThatTheNewKindLacks() {
        String yaml = "name: a\noptimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.9}";
        AdamW expected = new AdamW(0.1, List.of(0.9, 0.999));
        assertThat(parse(yaml, "optimizer.kind=adamw").optimizer()).isEqualTo(expected);
        assertThat(parse(yaml, "optimizer={kind: adamw}").optimizer()).isEqualTo(expected);
    }

    @Test
    void assignmentsMayComeInAnyOrder() {
        for (List<String> order : List.of(
                List.of("duration.steps=5", "duration.epochs=null"),
                List.of("duration.epochs=null", "duration.steps=5"))) {
            assertThat(parse(FULL, order.toArray(String[]::new)).duration()).isEqualTo(Span.ofSteps(5));
        }
        String yaml = "name: a\noptimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.9}";
        for (List<String> order : List.of(
                List.of("optimizer.betas=[0.5, 0.6]", "optimizer.kind=adamw"),
                List.of("optimizer.kind=adamw", "optimizer.betas=[0.5, 0.6]"))) {
            assertThat(parse(yaml, order.toArray(String[]::new)).optimizer())
                    .isEqualTo(new AdamW(0.1, List.of(0.5, 0.6)));
        }
        // What the user sets is never dropped silently.
        assertThatThrownBy(() -> parse(yaml, "optimizer.momentun=0.5", "optimizer.kind=adamw"))
                .hasMessageContaining("momentun");
    }

    @Test
    void aFileOverridesTheFileThatItExtends() throws IOException {
        Files.createDirectory(folder.resolve("base"));
        write("base/root.yaml", FULL);
        write("base/middle.yaml", "extends: root.yaml\nseed: 3\noptimizer: {learning_rate: 5}");
        Path file =
                write("top.yaml", "extends: base/middle.yaml\nsizes: [9]\nduration: {examples: 10}\nweights: {b: 3}");
        Sample sample = Sample.reader().read(Sample.class, file, List.of("ratio=0.25"));
        assertThat(sample.seed()).isEqualTo(3);
        assertThat(sample.optimizer()).isEqualTo(new AdamW(5, List.of(0.9, 0.999)));
        assertThat(sample.sizes()).containsExactly(9);
        assertThat(sample.weights()).isEqualTo(Map.of("a", 0.25, "b", 3.0));
        assertThat(sample.duration()).isEqualTo(Span.ofExamples(10));
        assertThat(sample.ratio()).isEqualTo(0.25);
    }

    @Test
    void fallbacksFillInTopLevelKeysThatAreLeftOut() throws IOException {
        Path file = write("x.yaml", "optimizer: {kind: sgd, learning_rate: 1}");
        Map<String, String> fallback = Map.of("name", "it's: x");
        assertThat(Sample.reader().read(Sample.class, file, List.of(), fallback).name())
                .isEqualTo("it's: x");
        assertThat(Sample.reader()
                        .read(Sample.class, file, List.of("name=b"), fallback)
                        .name())
                .isEqualTo("b");
    }

    @Test
    void theSchemaContainsKeysKindsDefaultsAndDescriptions() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Sample.reader().schema(Sample.class));
        assertThat(schema.at("/$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.at("/properties/seed").toString()).isEqualTo("{\"type\":\"integer\",\"default\":1}");
        assertThat(schema.at("/properties/choice/enum").toString()).isEqualTo("[\"auto\",\"class_token\",\"mean\"]");
        assertThat(schema.at("/properties/optimizer/description").asText()).isEqualTo("The optimizer.");
        assertThat(schema.at("/$defs/Optimizer/anyOf")).hasSize(2);
        assertThat(schema.at("/$defs/Optimizer/anyOf/0/properties/kind/const").asText())
                .isEqualTo("sgd");
        assertThat(schema.at("/$defs/Span/maxProperties").asInt()).isEqualTo(1);
        assertThat(schema.at("/$defs/Plugin/anyOf/0/properties/folder/type").asText())
                .isEqualTo("string");
    }

    @Test
    void spansConvertToSteps() {
        assertThat(Span.ofEpochs(2.5).toSteps(10, 64)).isEqualTo(25);
        assertThat(Span.ofSteps(7).toSteps(10, 64)).isEqualTo(7);
        assertThat(Span.ofExamples(65).toSteps(10, 64)).isEqualTo(2);
        assertThat(Span.ofExamples(64).toSteps(10, 64)).isEqualTo(1);
    }
}
