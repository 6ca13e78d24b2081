package io.winnow.trainer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rules on which packages may depend on which others. */
@AnalyzeClasses(packages = "io.winnow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String TRAINER = "io.winnow.trainer..";

    @ArchTest
    static final ArchRule DATASETS_DO_NOT_DEPEND_ON_MODELS = noClasses()
            .that()
            .resideInAPackage("io.winnow.datasets..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", TRAINER);

    /**
     * The packages of the module datasets that each of its packages may depend on, as its package-info says. All may use the exceptions of
     * the root package.
     */
    private static final Map<String, List<String>> ALLOWED_IN_DATASETS = Map.ofEntries(
            Map.entry("augment", List.of("example", "image", "random")),
            Map.entry("catalog", List.of("image", "random", "table")),
            Map.entry("duplicate", List.of("fingerprint", "image", "random", "split")),
            Map.entry("example", List.of("label")),
            Map.entry("file", List.of("parquet")),
            Map.entry("fingerprint", List.of()),
            Map.entry("image", List.of("example", "file", "fingerprint", "label", "parquet", "random", "source")),
            Map.entry(
                    "inspect",
                    List.of(
                            "example",
                            "file",
                            "fingerprint",
                            "image",
                            "label",
                            "numeric",
                            "random",
                            "source",
                            "split",
                            "text")),
            Map.entry("interaction", List.of("file", "fingerprint", "label", "random", "source")),
            Map.entry("label", List.of("file", "fingerprint", "numeric", "random")),
            Map.entry("loader", List.of("example", "image", "random")),
            Map.entry("numeric", List.of()),
            Map.entry("parquet", List.of()),
            Map.entry("random", List.of()),
            Map.entry("row", List.of("example", "fingerprint", "label", "source", "text")),
            Map.entry("split", List.of("file", "fingerprint", "label", "random")),
            Map.entry("source", List.of("file", "label")),
            Map.entry("table", List.of("file", "fingerprint", "random")),
            Map.entry("text", List.of("example", "fingerprint", "label", "random", "source", "table")),
            Map.entry("truth", List.of("label", "numeric", "random")));

    @ArchTest
    static void packagesOfDatasetsDependOnlyOnWhatTheyDeclare(JavaClasses classes) {
        String root = "io.winnow.datasets.";
        ALLOWED_IN_DATASETS.forEach((name, others) -> {
            String[] allowed = Stream.concat(
                            Stream.of("io.winnow.datasets"),
                            Stream.concat(Stream.of(name), others.stream()).map(each -> root + each + ".."))
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
    static final ArchRule ONLY_ONE_PACKAGE_USES_PARQUET = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.datasets.parquet..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.parquet..");

    @ArchTest
    static final ArchRule MODELS_DO_NOT_DEPEND_ON_DATA = noClasses()
            .that()
            .resideInAPackage("io.winnow.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.datasets..", TRAINER);

    @ArchTest
    static final ArchRule TABLES_DO_NOT_DEPEND_ON_TEXT_OR_TENSORS = noClasses()
            .that()
            .resideInAPackage("io.winnow.datasets.table..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.datasets.text..", "io.winnow.datasets.image..", "ai.djl..");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_USES_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.models.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule WEIGHT_FILES_DO_NOT_DEPEND_ON_ENCODERS = noClasses()
            .that()
            .resideInAPackage("io.winnow.models.pretrained..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.models.vision..",
                    "io.winnow.models.row..",
                    "io.winnow.models.table..",
                    "io.winnow.models.text..",
                    "io.winnow.models.head..",
                    "io.winnow.models.loss..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_USES_PICOCLI = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.winnow.trainer.cli..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_DEPENDS_ON_MEASUREMENTS = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.winnow.trainer.bench..", "io.winnow.trainer.doctor..", "io.winnow.trainer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.trainer.bench..", "io.winnow.trainer.doctor..");

    @ArchTest
    static final ArchRule SHARED_PACKAGES_DO_NOT_DEPEND_ON_RECIPES = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.config..",
                    "io.winnow.trainer.run..",
                    "io.winnow.trainer.http..",
                    "io.winnow.trainer.watch..",
                    "io.winnow.trainer.mlflow..",
                    "io.winnow.trainer.compiled..",
                    "io.winnow.trainer.engine..",
                    "io.winnow.trainer.cluster..",
                    "io.winnow.trainer.calibrate..",
                    "io.winnow.trainer.evaluate..",
                    "io.winnow.trainer.runtime..",
                    "io.winnow.trainer.model..",
                    "io.winnow.trainer.page..",
                    "io.winnow.trainer.select..",
                    "io.winnow.trainer.labelling..",
                    "io.winnow.trainer.loop..",
                    "io.winnow.trainer.table..",
                    "io.winnow.trainer.vectors..",
                    "io.winnow.trainer.workers..",
                    "io.winnow.trainer.modality..",
                    "io.winnow.trainer.target..",
                    "io.winnow.trainer.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.winnow.trainer.recipe..");

    /** Libraries for clusters implement these interfaces, and what workers compute is bytes to them. */
    @ArchTest
    static final ArchRule WORKERS_KNOW_NO_TENSORS = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.workers..")
            .should()
            .dependOnClassesThat(resideInAPackage("ai.djl..")
                    .or(resideInAPackage("io.winnow..")
                            .and(resideOutsideOfPackages("io.winnow.trainer.workers..", "io.winnow.trainer.run.."))));

    /** A method is one package and one line of registration (acceptance of the layout). */
    @ArchTest
    static final ArchRule METHODS_ARE_KNOWN_IN_ONE_PLACE = noClasses()
            .that()
            .doNotHaveSimpleName("Recipes")
            .and()
            .resideOutsideOfPackages("io.winnow.trainer.recipe.tabsim..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.winnow.trainer.recipe.tabsim..");

    /** What commands do with models, they do with any of them. */
    @ArchTest
    static final ArchRule MODELS_ARE_USED_WITHOUT_KNOWING_THEIR_ITEMS = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.model..", "io.winnow.trainer.predict..", "io.winnow.trainer.search..")
            .or()
            .resideInAPackage("io.winnow.trainer.export")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.table..",
                    "io.winnow.trainer.modality.image..",
                    "io.winnow.trainer.modality.records..",
                    "io.winnow.trainer.modality.row..",
                    "io.winnow.trainer.modality.text..",
                    "io.winnow.datasets.image..",
                    "io.winnow.datasets.text..",
                    "io.winnow.datasets.row..");

    /** A method starts from any encoder: it does not know who trained it. Only those listed use the classifier of another recipe. */
    @ArchTest
    static void methodsDoNotKnowEachOther(JavaClasses classes) {
        List<String> methods =
                List.of("federated", "fewshot", "mlcd", "moco", "mofi", "rcal", "semi", "supervised", "tabsim", "web");
        List<String> onClassifier = List.of("federated", "fewshot", "rcal", "semi", "web");
        for (String method : methods) {
            String[] others = methods.stream()
                    .filter(other ->
                            !other.equals(method) && !(onClassifier.contains(method) && other.equals("supervised")))
                    .map(other -> "io.winnow.trainer.recipe." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.winnow.trainer.recipe." + method + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    /** Settings of any method are searched and compared, and without its tensors. */
    @ArchTest
    static final ArchRule SWEEPS_DO_NOT_KNOW_METHODS_OR_TENSORS = noClasses()
            .that()
            .resideInAnyPackage("io.winnow.trainer.sweep..", "io.winnow.trainer.compare..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.recipe.*..", "io.winnow.trainer.modality..", "io.winnow.models..", "ai.djl..");

    /** Names are found in texts without tensors and models; vectors of images are given. */
    @ArchTest
    static final ArchRule ENTITIES_DO_NOT_KNOW_MODELS = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.entity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ai.djl..", "io.winnow.models..", "io.winnow.trainer.recipe..", "io.winnow.trainer.modality..");

    /** A method trains on any modality: it knows the interfaces alone. */
    @ArchTest
    static final ArchRule METHODS_DO_NOT_KNOW_MODALITIES = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.recipe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.modality.image..",
                    "io.winnow.trainer.modality.records..",
                    "io.winnow.trainer.modality.row..",
                    "io.winnow.trainer.modality.text..",
                    "io.winnow.datasets.image..",
                    "io.winnow.datasets.augment..",
                    "io.winnow.models.vision..");

    @ArchTest
    static final ArchRule MODALITIES_ARE_REGISTERED_IN_ONE_PLACE = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.modality")
            .and()
            .haveSimpleNameNotStartingWith("Modalities")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.modality.image..",
                    "io.winnow.trainer.modality.records..",
                    "io.winnow.trainer.modality.row..",
                    "io.winnow.trainer.modality.text..");

    /** A method learns any target: it knows the interfaces alone. */
    @ArchTest
    static final ArchRule METHODS_DO_NOT_KNOW_KINDS_OF_TARGETS = noClasses()
            .that()
            .resideInAnyPackage("io.winnow.trainer.recipe..", "io.winnow.trainer.modality..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.target.classes..",
                    "io.winnow.trainer.target.sets..",
                    "io.winnow.trainer.target.levels..",
                    "io.winnow.trainer.target.numbers..");

    @ArchTest
    static final ArchRule TARGETS_ARE_REGISTERED_IN_ONE_PLACE = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.target")
            .and()
            .haveSimpleNameNotStartingWith("Targets")
            .should()
            .dependOnClassesThat(resideInAPackage("io.winnow.trainer.target..")
                    .and(resideOutsideOfPackages("io.winnow.trainer.target")));

    @ArchTest
    static final ArchRule RECORDS_DO_NOT_KNOW_MODALITIES = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.modality.records..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.modality.image..",
                    "io.winnow.trainer.modality.row..",
                    "io.winnow.trainer.modality.text..");

    @ArchTest
    static final ArchRule GRAPHS_DO_NOT_DEPEND_ON_MODELS_OR_RECIPES = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.export.graph..",
                    "io.winnow.trainer.export.onnx..",
                    "io.winnow.trainer.export.script..",
                    "io.winnow.trainer.export.torchscript..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.trainer.recipe..",
                    "io.winnow.trainer.modality.image..",
                    "io.winnow.models.vision..",
                    "io.winnow.datasets..");

    @ArchTest
    static final ArchRule COMPILED_PASSES_DO_NOT_DEPEND_ON_THE_TRAINING_LOOP = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.compiled..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.trainer.engine..", "io.winnow.datasets..");

    @ArchTest
    static final ArchRule ONLY_ONNX_FILES_USE_PROTOBUF = noClasses()
            .that()
            .resideOutsideOfPackages("io.winnow.trainer.export.onnx..", "io.winnow.models.pretrained..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnx.proto..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule ONLY_EVALUATION_USES_GRADIENT_BOOSTING = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.evaluate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ml.dmlc.xgboost4j..");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_RUNS_MODEL_FILES = noClasses()
            .that()
            .resideOutsideOfPackage("io.winnow.trainer.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule CONFIGURATION_DEPENDS_ON_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAPackage("io.winnow.trainer.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", "io.winnow.datasets..", "ai.djl..");

    /** {@code winnow watch} starts in a second because no engine is loaded, and reads runs of any version because it knows files alone. */
    @ArchTest
    static final ArchRule RUN_FILES_DO_NOT_DEPEND_ON_TENSORS = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.winnow.trainer.run..",
                    "io.winnow.trainer.http..",
                    "io.winnow.trainer.watch..",
                    "io.winnow.trainer.mlflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.winnow.models..", "io.winnow.datasets..", "ai.djl..");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_A_PACKAGE_INFO = classes()
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

    /** Without a locale, names of folders and lines of other programs would have the digits of the machine's language. */
    @ArchTest
    static final ArchRule FORMATTING_NAMES_A_LOCALE = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class);
}
