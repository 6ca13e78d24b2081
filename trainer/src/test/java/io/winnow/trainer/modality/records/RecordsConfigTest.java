package io.winnow.trainer.modality.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section of records, on rows with one number. */
class RecordsConfigTest {
    @TempDir
    Path folder;

    private Supervised recipe(String data, String more) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                recipe:
                  kind: supervised
                  data: {kind: rows, columns: [x], %s}
                  classify:
                    %s
                    encoder: {kind: row_mlp, hidden: [4]}
                    training: {duration: {steps: 2}, batch_size: 4, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(data, more));
        return (Supervised) Experiment.read(config, List.of()).recipe();
    }

    private TaskData open(String data) throws IOException {
        return recipe(data, "")
                .data()
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty());
    }

    /** 40 rows: classes a and b by turns; patients of two rows; tags; a part for each. */
    private String file() throws IOException {
        StringBuilder csv = new StringBuilder("id,x,c,patient,tags,part,fold\n");
        for (int i = 0; i < 40; i++) {
            csv.append("r%d,%d,%s,p%d,%s,%s,%d%n"
                    .formatted(
                            i,
                            i * 7 % 40,
                            i % 2 == 0 ? "a" : "b",
                            i / 2,
                            i % 2 == 0 ? "t;u" : "u",
                            i < 28 ? "train" : i < 32 ? "dev" : i < 38 ? "test" : "spare",
                            i / 10));
        }
        return Files.writeString(folder.resolve("rows.csv"), csv).toString();
    }

    @Test
    void aColumnGivesTheParts() throws IOException {
        try (TaskData data = open(
                "file: " + file() + ", key: id, labels: {c: {kind: class}}, group: patient, split: {column: part}")) {
            assertThat(data.trainExamples()).hasSize(28);
            assertThat(data.validation().orElseThrow().size()).isEqualTo(4);
            assertThat(data.test().size()).isEqualTo(6);
            assertThat(data.test().key(0)).isEqualTo("r32");
            assertThat(data.notes())
                    .anyMatch(note -> note.contains("other values than train, validation and test (spare)"));
        }
    }

    /** Training lists lack tags; those of validation and test rows do not, nor do those of files that a command names. */
    @Test
    void listsMayBeCompleteInJudgedRowsOnly() throws IOException {
        String keys = "file: " + file() + ", key: id, split: {column: part},"
                + " labels: {tags: {kind: multi, separator: ';', unlisted: unknown_in_training}}";
        Supervised recipe = recipe(keys, "loss: {kind: binary_cross_entropy, unknown: negative}");
        try (TaskData data =
                recipe.data().open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty())) {
            assertThat(((ClassSets) data.trainLabels()).hasNegatives()).isFalse();
            assertThat(((ClassSets) data.validation().orElseThrow().labels()).complete())
                    .isTrue();
            assertThat(((ClassSets) data.test().labels()).complete()).isTrue();
            OtherFile other = new OtherFile(folder.resolve("rows.csv"), TextCharset.UTF_8, Map.of());
            Dataset<?> judged = ((RecordDataConfig) recipe.data())
                    .readLabelled(other, data.inputs(), note -> assertThat(note).isEmpty());
            assertThat(judged.size()).isEqualTo(40);
            assertThat(((ClassSets) judged.labels()).complete()).isTrue();
        }
    }

    /** The column gives 32 training and 6 test rows; a quarter of the former are held out. */
    @Test
    void validationExamplesAreHeldOutOfAColumnsTrainingExamples() throws IOException {
        String other = file().replace("rows.csv", "without-dev.csv");
        Files.writeString(
                Path.of(other), Files.readString(folder.resolve("rows.csv")).replace(",dev,", ",train,"));
        try (TaskData data = open("file: " + other + ", key: id, labels: {c: {kind: class}},"
                + " split: {column: part, shares: {train: 0.75, validation: 0.25}}")) {
            assertThat(data.test().size()).isEqualTo(6);
            assertThat(data.validation().orElseThrow().size()).isEqualTo(8);
            assertThat(data.trainExamples()).hasSize(24);
        }
    }

    @Test
    void aGivenDivisionThatLeaksIsAnErrorUnlessItIsAllowed() throws IOException {
        String leaking = file().replace("rows.csv", "leaking.csv");
        Files.writeString(
                Path.of(leaking), Files.readString(folder.resolve("rows.csv")).replace("r28,36,a,p14", "r28,36,a,p0"));
        String keys =
                "file: " + leaking + ", key: id, labels: {c: {kind: class}}, group: patient, split: {column: part%s}";
        assertThatThrownBy(() -> open(keys.formatted("")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1 group has items in both")
                .hasMessageContaining("r0")
                .hasMessageContaining("allow_leaks: true");
        open(keys.formatted(", allow_leaks: true")).close();
    }

    @Test
    void foldsDivideTheExamples() throws IOException {
        TreeSet<String> tested = new TreeSet<>();
        for (int fold = 0; fold < 4; fold++) {
            try (TaskData data = open("file: " + file() + ", key: id, labels: {c: {kind: class}}, group: patient,"
                    + " split: {folds: 4, fold: " + fold + "}")) {
                assertThat(data.test().size() + data.trainExamples().length).isEqualTo(40);
                for (int i = 0; i < data.test().size(); i++) {
                    assertThat(tested.add(data.test().key(i))).isTrue();
                }
            }
        }
        assertThat(tested).hasSize(40);
        try (TaskData data =
                open("file: " + file() + ", labels: {c: {kind: class}}, split: {fold_column: fold, fold: 2}")) {
            assertThat(data.test().size()).isEqualTo(10);
        }
    }

    @Test
    void theNearestLabelIsNamed() {
        assertThatThrownBy(() ->
                        recipe("file: rows.csv, use: knd, labels: {kind: {kind: class}, size: {kind: number}}", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be one of the labels: kind, size; found knd. Did you mean 'kind'?");
    }

    /** Labels with a mistake are not also said to be missing where they are used. */
    @Test
    void aMistakeInALabelIsReportedOnce() {
        assertThatThrownBy(() -> recipe(
                        "file: rows.csv, use: kind, labels: {kind: {kind: clas}}, split: {stratify: kind},"
                                + " few_shot: {per_class: 2}",
                        ""))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem ->
                                        assertThat(problem.toString()).contains("unknown kind", "clas")));
        assertThatThrownBy(() -> recipe("file: rows.csv, use: kind", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must describe a label, which use");
    }

    @Test
    void listsOfClassesNeedToSayWhatTheyLack() throws IOException {
        assertThatThrownBy(() -> recipe("file: rows.csv, labels: {all: {kind: multi, separator: ';'}}", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labels.all.unlisted: must be given for lists: negative if");
        assertThatThrownBy(() ->
                        recipe("file: rows.csv, labels: {all: {kind: multi, columns: t_*, unlisted: negative}}", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("labels.all.unlisted: must be left out with columns");
        assertThat(recipe("file: rows.csv, labels: {all: {kind: multi, columns: t_*}}", ""))
                .isNotNull();
    }

    /** The second row of each patient has no label: it is where the first one is, by shares and by folds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shares: {train: 0.6, validation: 0.2, test: 0.2}",
                "folds: 4, fold: 1",
                "folds: 2, fold: 1, train_on_fold: true"
            })
    void rowsWithoutALabelStayWithTheirGroup(String split) throws IOException {
        StringBuilder csv = new StringBuilder("id,x,c,patient\n");
        for (int i = 0; i < 40; i++) {
            csv.append("r%d,%d,%s,p%d%n".formatted(i, i, i % 2 == 1 ? "" : i % 4 == 0 ? "a" : "b", i / 2));
        }
        Path blank = Files.writeString(folder.resolve("blank.csv"), csv);
        try (TaskData data = open(
                "file: " + blank + ", key: id, group: patient, labels: {c: {kind: class}}, split: {" + split + "}")) {
            Set<Integer> patients = patients(data);
            assertThat(patients).isNotEmpty().hasSizeLessThan(20);
            assertThat(patients(data.unlabelled(false).orElseThrow())).isEqualTo(patients);
            assertThat(data.notes())
                    .anyMatch(note ->
                            note.contains((20 - patients.size()) + " records without a label belong to a group"));
        }
    }

    private static Set<Integer> patients(TaskData data) {
        return Arrays.stream(data.trainExamples())
                .mapToObj(i -> Integer.parseInt(data.train().key(i).substring(1)) / 2)
                .collect(Collectors.toSet());
    }

    @Test
    void foldsLeaveValidationExamplesOfAFileOfTheirOwnAlone() throws IOException {
        Path validation = Files.writeString(folder.resolve("validation.csv"), "id,x,c\nv1,3,a\nv2,4,b\n");
        Path train = Files.writeString(
                folder.resolve("train.csv"),
                Files.readString(Path.of(file())).replaceAll("(?m)^(id|r\\d+),([^,]+),([^,]+),.*$", "$1,$2,$3"));
        try (TaskData data = open("train: " + train + ", validation: " + validation
                + ", key: id, labels: {c: {kind: class}}, split: {folds: 4, fold: 0}")) {
            assertThat(data.validation().orElseThrow().size()).isEqualTo(2);
            assertThat(data.test().size() + data.trainExamples().length).isEqualTo(40);
        }
    }

    @Test
    void theLimitCountsTrainingExamples() throws IOException {
        try (TaskData data =
                open("file: " + file() + ", limit: 10, labels: {c: {kind: class}}, split: {column: part}")) {
            assertThat(data.trainExamples()).hasSize(10);
            assertThat(data.test().size()).isEqualTo(6);
        }
    }

    @Test
    void classesWithoutTrainingExamplesAreNoted() throws IOException {
        Path test = Files.writeString(folder.resolve("test.csv"), "id,x,c\nt1,3,a\nt2,4,never\n");
        Path train = Files.writeString(folder.resolve("train.csv"), "id,x,c\nr1,3,a\nr2,4,b\nr3,5,b\nr4,7,a\n");
        try (TaskData data = open("train: " + train + ", test: " + test + ", key: id, labels: {c: {kind: class}}")) {
            assertThat(data.notes()).anyMatch(note -> note.contains("(never), so these are not learned from labels"));
        }
    }

    @Test
    void noiseIsSimulatedAndTheTruthKeptForEvaluation() throws IOException {
        try (TaskData data = open(
                "file: " + file() + ", labels: {c: {kind: class, simulate: {noise: {kind: symmetric, rate: 0.25}}}}")) {
            assertThat(data.labelFigures()).containsEntry("noise_rate", 0.25).containsEntry("examples", 32.0);
            assertThat(data.trueLabels()).isPresent();
            ClassLabels own = (ClassLabels) data.train().labels().select(data.trainExamples());
            ClassLabels given = (ClassLabels) data.trainLabels();
            assertThat(given.classes()).isNotEqualTo(own.classes());
        }
    }

    @Test
    void missingLabelsOfSetsAreSimulated() throws IOException {
        String labels = ", labels: {tags: {kind: multi, separator: ';', unlisted: negative, simulate: {%s}}}";
        try (TaskData data = open("file: " + file() + labels.formatted("single_positive: true"))) {
            ClassSets given = (ClassSets) data.trainLabels();
            assertThat(Arrays.stream(given.positives()).mapToInt(each -> each.length))
                    .containsOnly(1);
            assertThat(given.complete()).isFalse();
            assertThat(data.trueLabelSets()).get().isInstanceOf(TrueLabelSets.class);
            assertThat(((ClassSets) data.test().labels()).complete()).isTrue();
        }
        try (TaskData data = open("file: " + file() + labels.formatted("known_share: 0.5"))) {
            assertThat(((ClassSets) data.trainLabels()).complete()).isFalse();
        }
    }

    @Test
    void annotatorsAreSimulatedAndAggregated() throws IOException {
        try (TaskData data = open("file: " + file()
                + ", labels: {c: {kind: class, simulate: {annotators: {count: 3, per_example: 2, right: 0.8}}}}")) {
            assertThat(data.trainLabels()).isInstanceOf(VoteLabels.class);
            assertThat(((VoteLabels) data.trainLabels()).annotators()).hasSize(3);
            assertThat(data.inputs().classes()).containsExactly("a", "b");
        }
    }

    /** Annotators of different accuracy, by every method; the better half of them decides. */
    @ParameterizedTest
    @EnumSource(VoteAggregation.Aggregation.class)
    void votesAreAggregatedByEveryMethod(VoteAggregation.Aggregation method) throws IOException {
        String labels = ", labels: {c: {kind: class, simulate: {annotators:"
                + " {count: 6, per_example: 5, right: 0.55, best: 1, aggregate: %s, soft: %s}}}}";
        String name = method.name().toLowerCase(Locale.ROOT);
        try (TaskData data = open("file: " + file() + labels.formatted(name, true))) {
            boolean shares = method == VoteAggregation.Aggregation.SHARES;
            assertThat(data.trainLabels()).isInstanceOf(shares ? VoteLabels.class : SoftLabels.class);
            assertThat(data.trainLabels().counts()).hasSize(2);
        }
        try (TaskData data = open("file: " + file() + labels.formatted(name, false))) {
            assertThat(data.trainLabels()).isInstanceOf(ClassLabels.class);
            assertThat(data.labelFigures().get("noise_rate")).isLessThan(0.2);
        }
    }

    @Test
    void votesOfNamedAnnotatorsInColumns() throws IOException {
        Path csv = Files.writeString(folder.resolve("votes.csv"), """
                id,x,one,two,three
                r,1,a,a,b
                s,2,b,b,b
                t,3,a,,a
                u,4,b,a,b
                v,5,a,a,a
                w,6,b,b,b
                """);
        String labels =
                ", key: id, labels: {c: {kind: votes, columns: [one, two, three], aggregate: one_coin, soft: false}}";
        try (TaskData data = open("file: " + csv + labels)) {
            assertThat(data.trainLabels()).isInstanceOf(ClassLabels.class);
        }
        Path counts = Files.writeString(
                folder.resolve("counts.csv"), "id,x,a,b\nr,1,2,1\ns,2,0,3\nt,3,3,0\nu,4,1,2\nv,5,3,0\nw,6,0,3\n");
        String ofCounts =
                ", key: id, labels: {c: {kind: votes, columns: [a, b], counts: true, aggregate: %s, soft: false}}";
        try (TaskData data = open("file: " + counts + ofCounts.formatted("shares"))) {
            assertThat(data.trainLabels()).isInstanceOf(ClassLabels.class);
        }
        assertThatThrownBy(() -> open("file: " + counts + ofCounts.formatted("glad")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("aggregate: glad needs to know who voted");
    }

    /** data-readers.md, section 4: the training is given one class, and tests keep their distributions. */
    @Test
    void theLargestShareOfADistributionIsLearned() throws IOException {
        Path csv = Files.writeString(folder.resolve("shares.csv"), """
                id,x,d
                a1,1,"{'a': 0.7, 'b': 0.3}"
                b1,2,"{'a': 0.2, 'b': 0.8}"
                a2,3,{'a': 1}
                b2,4,"{'b': 0.6, 'a': 0.4}"
                a3,5,"{'b': 0.1, 'a': 0.9}"
                b3,6,{'b': 1}
                """);
        String labels = ", key: id, labels: {d: {kind: soft, literal: true, harden: top}}";
        try (TaskData data = open("file: " + csv + labels)) {
            ClassLabels given = (ClassLabels) data.trainLabels();
            for (int i = 0; i < given.size(); i++) {
                assertThat(data.train().key(data.trainExamples()[i]))
                        .startsWith(given.classNames().get(given.classes()[i]));
            }
            assertThat(data.test().labels()).isInstanceOf(SoftLabels.class);
        }
    }

    @Test
    void whatAMethodCannotLearnIsSaidBeforeDataAreRead() {
        assertThatThrownBy(() -> recipe("file: no.csv, labels: {c: {kind: number}}", "loss: {kind: elr}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("classify.loss")
                .hasMessageContaining("one number or several");
        assertThatThrownBy(() -> recipe("file: no.csv, train: no.csv, labels: {c: {kind: class}}", ""))
                .hasMessageContaining("must be given, or file instead, but not both");
        assertThatThrownBy(() -> recipe("file: no.csv, labels: {c: {kind: class}, d: {kind: number}}", ""))
                .hasMessageContaining("must name the label that is learned");
        assertThatThrownBy(() -> recipe("file: no.csv, labels: {c: {kind: klass}}", ""))
                .hasMessageContaining("did you mean 'class'");
        assertThatThrownBy(() -> recipe("file: no.csv, labels: {c: {kind: class}}, keep: 'a ~ b'", ""))
                .hasMessageContaining("keep");
    }

    /** The examples of the page on described data are valid. */
    @Test
    void theDocumentedConfigurationIsRead() throws IOException {
        String page = Files.readString(Path.of("docs/described-data.md"));
        String yaml = page.substring(page.indexOf("```yaml") + 7, page.indexOf("```", page.indexOf("```yaml") + 7));
        Supervised recipe = (Supervised) Recipes.reader()
                .parse(Experiment.class, "the page", "name: documented\n" + yaml, List.of())
                .recipe();
        assertThat(recipe.data().labelKind()).contains(SoftLabels.class);
    }
}
