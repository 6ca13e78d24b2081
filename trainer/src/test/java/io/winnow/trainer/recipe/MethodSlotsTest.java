package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.models.layer.Precision;
import io.winnow.trainer.engine.TrainingOptions;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each slot of a method declares is what its training is held to: devices and precisions. */
class MethodSlotsTest extends OnMethods {
    @ParameterizedTest
    @MethodSource("methods")
    void severalDevicesAreTakenIfAllSlotsCanBeShared(Method method) {
        Optional<String> problems = problems(() -> whole(method, "replicas=2"));
        assertThat(problems.isEmpty()).isEqualTo(method.refusesReplicas().isEmpty());
        assertThat(problems(() -> whole(method, "replicas=3")))
                .get()
                .asString()
                .containsPattern(
                        method.refusesReplicas().isPresent()
                                ? "replicas: must be 1, found 3: "
                                : "replicas: must be a number such as 1(, 2| or 2).*, found 3: ");
        assertThat(problems(() -> whole(method, "replicas=1"))).isEmpty();
    }

    @Test
    void choicesThatNeedTheWholeBatchRefuseSeveralDevices() {
        Map.of(
                        "mlcd discriminate.objective=per_slot", "per_slot needs all sampled centers",
                        "supervised classify.mixup=1", "classify.mixup mixes examples",
                        "supervised classify.cutmix=1", "classify.cutmix mixes examples",
                        "supervised classify.loss={kind: elr}", "classify.loss weights examples",
                        "rcal classify.mixup=1", "classify.mixup mixes examples",
                        "rcal refine={kind: guess}", "refine guess needs the predictions",
                        "moco pretrain.key_groups=8", "has 8 images per replica",
                        "mlcd discriminate.training.batch_size=15",
                                "batch_size 15 of the stage discriminate is not divisible by 2")
                .forEach((choice, reason) -> {
                    Method method = method(choice.split(" ", 2)[0]);
                    String set = "recipe." + choice.split(" ", 2)[1];
                    assertThat(problems(() -> whole(method, set))).as(choice).isEmpty();
                    assertThat(problems(() -> whole(method, set, "replicas=2")))
                            .as(choice)
                            .get()
                            .asString()
                            .containsPattern("replicas: must be (1|a number such as 1 or 3), found 2: ")
                            .contains(reason);
                });
    }

    @ParameterizedTest
    @MethodSource("methods")
    void eachSlotTakesExactlyItsPrecisions(Method method) {
        for (Slot slot : method.slots()) {
            String key = "recipe." + (slot.key().isEmpty() ? "" : slot.key() + ".") + "training.precision";
            for (Precision precision : Precision.values()) {
                String name = precision.name().toLowerCase(Locale.ROOT);
                Optional<String> problems = problems(() -> whole(method, key + "=" + name));
                if (slot.precisions().allowed().contains(precision)) {
                    assertThat(problems).as(key + " " + name).isEmpty();
                } else {
                    assertThat(problems).get().asString().contains(key + ": must be ", "found " + name);
                }
            }
        }
    }

    @Test
    void tablesOfWordsAreTrainedInFloat32Only() {
        for (Precision precision : Precision.values()) {
            String name = precision.name().toLowerCase(Locale.ROOT);
            assertThat(problems(() ->
                                    read(TABLES.replace("transformer", "tabsim"), "recipe.training.precision=" + name))
                            .isEmpty())
                    .isEqualTo(precision == Precision.FLOAT32);
        }
    }

    /** Rows have numbers of categories, which half precision would round, so auto means float32 for them. */
    @Test
    void rowsAreTrainedInFullPrecision() throws IOException {
        String rows = "kind: %s, data: {kind: rows, file: f.csv, columns: [a]}, ";
        String classify = "classify: {encoder: {kind: row_mlp}, training: TRAINING}";
        Map<String, String> recipes = Map.of(
                "supervised", classify,
                "weak", "target: {kind: not}, " + classify,
                "self_training", classify + ", teach: {encoder: {kind: row_mlp}, training: TRAINING}",
                "federated", "clients: {kind: iid, count: 2}, federate: {strategy: {kind: fedavg}}, " + classify,
                "mlcd",
                        "embed: {kind: pixels}, cluster: {k: 6}, labels: 2,"
                                + " discriminate: {start: random, encoder: {kind: row_mlp}, training: TRAINING}");
        for (Map.Entry<String, String> each : recipes.entrySet()) {
            String recipe = rows.formatted(each.getKey()) + each.getValue();
            String key = (each.getKey().equals("mlcd") ? "discriminate" : "classify") + ".training.precision";
            for (Precision precision : Precision.values()) {
                String name = precision.name().toLowerCase(Locale.ROOT);
                Optional<String> problems = problems(() -> read(recipe, "recipe." + key + "=" + name));
                boolean half = precision == Precision.BFLOAT16 || precision == Precision.FLOAT16;
                assertThat(problems.isPresent()).as(each.getKey() + " " + name).isEqualTo(half);
                problems.ifPresent(text -> assertThat(text).contains(key + ": must be "));
            }
            assertThat(read(recipe, "recipe." + key + "=auto").recipe().trainings())
                    .extracting(probed -> probed.training().precision())
                    .contains(Precision.FLOAT32)
                    .doesNotContain(Precision.AUTO);
        }
        assertThat(read(method("supervised"), DATA.get(0), "", "recipe.classify.training.precision=auto")
                        .recipe()
                        .trainings())
                .extracting(probed -> probed.training().precision())
                .contains(Precision.AUTO);
    }

    /** A loss that passes mixtures through the network needs the memory for them. */
    @Test
    void memoryIsTriedWithTheMixturesOfALoss() throws IOException {
        String recipe = "kind: supervised, data: {kind: rows, file: f.csv, columns: [a]},"
                + " classify: {encoder: {kind: row_mlp}, loss: %s, training: TRAINING}";
        Map<String, Boolean> losses = Map.of(
                "{kind: positive_unlabeled}", true,
                "{kind: positive_unlabeled, mixup: 0.3}", true,
                "{kind: positive_unlabeled, mixup: 0}", false,
                "{kind: large_loss}", false);
        for (Map.Entry<String, Boolean> loss : losses.entrySet()) {
            assertThat(read(recipe.formatted(loss.getKey())).recipe().trainings())
                    .as(loss.getKey())
                    .singleElement()
                    .extracting(ProbedTraining::mixtures)
                    .isEqualTo(loss.getValue());
        }
    }

    /** Each section with options of a training is a slot, and there are no others. */
    @ParameterizedTest
    @MethodSource("methods")
    void slotsAreTheSectionsWithATraining(Method method) {
        List<String> found = new ArrayList<>();
        find(method.recipe(), "", found);
        assertThat(method.slots().stream().map(Slot::key).toList()).containsExactlyElementsOf(found);
    }

    private static void find(Class<?> section, String key, List<String> found) {
        if (section == EncoderSource.Pretraining.class) {
            Pretrainings.SECTIONS.forEach(member -> find(member, key, found));
        } else if (section.isSealed()) {
            Arrays.stream(section.getPermittedSubclasses()).forEach(member -> find(member, key, found));
        } else if (section.isRecord()) {
            for (RecordComponent component : section.getRecordComponents()) {
                if (component.getType() == TrainingOptions.class) {
                    found.add(key);
                } else {
                    String name =
                            component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                    String below = (key.isEmpty() ? "" : key + ".") + name;
                    find(plain(component.getGenericType()), below, found);
                }
            }
        }
    }

    private static Class<?> plain(Type type) {
        return type instanceof ParameterizedType generic
                ? plain(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1])
                : (Class<?>) type;
    }
}
