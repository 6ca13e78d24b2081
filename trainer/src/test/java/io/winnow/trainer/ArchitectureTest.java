package io.winnow.trainer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.winnow.datasets.label.TrueLabels;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which part of the house may know which. */
@AnalyzeClasses(packages = "io.winnow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String TRAINER = "io.winnow.trainer..";

    @ArchTest
    static final ArchRule DATASETS_KNOW_NO_MODELS = noClasses()
            .that()
            .resideInAPackage("io.winnow.datasets..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", TRAINER);

    /** Which others of its packages each package of the data sets may depend on, as its package-info says; all may use the root's errors. */
    private static final Map<String, List<String>> DATASETS_KNOW = Map.of(
            "augment", List.of("image", "random"),
            "catalog", List.of("image", "table"),
            "fingerprint", List.of(),
            "image", List.of("fingerprint", "label", "random"),
            "inspect", List.of("image", "label", "random"),
            "label", List.of("random"),
            "loader", List.of("image", "random"),
            "random", List.of(),
            "table", List.of("fingerprint", "random"),
            "text", List.of("table"));

    @ArchTest
    static void datasetsKnowWhatTheirPackagesSay(JavaClasses classes) {
        String root = "io.winnow.datasets.";
        DATASETS_KNOW.forEach((name, known) -> {
            String[] allowed = Stream.concat(
                            Stream.of("io.winnow.datasets"),
                            Stream.concat(Stream.of(name), known.stream()).map(each -> root + each + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(root + name + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage(root + ".").and(resideOutsideOfPackages(allowed)))
                    .check(classes);
        });
    }

    @ArchTest
    static final ArchRule MODELS_KNOW_NO_DATA = noClasses()
            .that()
            .resideInAPackage("io.winnow.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.datasets..", TRAINER);

    @ArchTest
    static final ArchRule TABLES_KNOW_NO_WORDS_AND_NO_ARRAYS = noClasses()
            .that()
            .resideInAPackage("io.winnow.datasets.table..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.datasets.text..", "io.winnow.datasets.image..", "ai.djl..");

    @ArchTest
    static final ArchRule ONE_PACKAGE_TOUCHES_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.models.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule FILES_OF_WEIGHTS_KNOW_NO_ENCODER = noClasses()
            .that()
            .resideInAPackage("io.winnow.models.pretrained..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.models.vision..",
                    "io.winnow.models.table..",
                    "io.winnow.models.text..",
                    "io.winnow.models.head..",
                    "io.winnow.models.loss..");

    @ArchTest
    static final ArchRule PICOCLI_STAYS_IN_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule NOBODY_CALLS_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.winnow.trainer.cli..");

    @ArchTest
    static final ArchRule NOTHING_RESTS_ON_MEASUREMENTS = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.winnow.trainer.bench..", "io.winnow.trainer.doctor..", "io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.trainer.bench..", "io.winnow.trainer.doctor..");

    @ArchTest
    static final ArchRule SHARED_PARTS_KNOW_NO_METHOD = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.config..",
                    "io.winnow.trainer.run..",
                    "io.winnow.trainer.compiled..",
                    "io.winnow.trainer.engine..",
                    "io.winnow.trainer.cluster..",
                    "io.winnow.trainer.calibrate..",
                    "io.winnow.trainer.evaluate..",
                    "io.winnow.trainer.runtime..",
                    "io.winnow.trainer.search..",
                    "io.winnow.trainer.table..",
                    "io.winnow.trainer.vectors..",
                    "io.winnow.trainer.vision..",
                    "io.winnow.trainer.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.winnow.trainer.recipe..");

    @ArchTest
    static final ArchRule GRAPHS_KNOW_NO_MODEL_AND_NO_METHOD = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.export.graph..",
                    "io.winnow.trainer.export.onnx..",
                    "io.winnow.trainer.export.torchscript..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.recipe..",
                    "io.winnow.trainer.vision..",
                    "io.winnow.models.vision..",
                    "io.winnow.datasets..");

    @ArchTest
    static final ArchRule COMPILED_PASSES_KNOW_NO_LOOP = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.compiled..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.trainer.engine..", "io.winnow.datasets..");

    @ArchTest
    static final ArchRule ONNX_FILES_ALONE_TOUCH_PROTOBUF = noClasses()
            .that()
            .resideOutsideOfPackages("io.winnow.trainer.export.onnx..", "io.winnow.models.pretrained..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnx.proto..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule ONE_PACKAGE_RUNS_MODEL_FILES = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule CONFIGURATION_KNOWS_NOTHING = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", "io.winnow.datasets..", "ai.djl..");

    @ArchTest
    static final ArchRule RUN_FILES_KNOW_NO_TENSORS = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.run..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", "io.winnow.datasets..", "ai.djl..");

    @ArchTest
    static final ArchRule TRUE_LABELS_ARE_FOR_EVALUATION = noClasses()
            .that()
            .resideOutsideOfPackages("io.winnow.trainer.evaluate..", "io.winnow.datasets.label..")
            .should()
            .callMethod(TrueLabels.class, "reveal");

    /** What the rule is for: a training that looks. */
    private static final class Peeking {
        static int[] learn(TrueLabels labels) {
            return labels.reveal();
        }
    }

    @Test
    void aTrainingThatLooksAtTrueLabelsIsCaught() {
        assertThat(Peeking.learn(new TrueLabels(new int[] {3}))).containsExactly(3);
        assertThatThrownBy(() ->
                        TRUE_LABELS_ARE_FOR_EVALUATION.check(new ClassFileImporter().importClasses(Peeking.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("reveal");
    }

    @ArchTest
    static final ArchRule EVERY_PACKAGE_SAYS_WHAT_IT_IS_FOR = classes()
            .should(new ArchCondition<>("lie in a package with a package-info") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean described = ArchitectureTest.class
                                    .getClassLoader()
                                    .getResource(type.getPackageName().replace('.', '/') + "/package-info.class")
                            != null;
                    if (!described) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no package-info"));
                    }
                }
            });
}
