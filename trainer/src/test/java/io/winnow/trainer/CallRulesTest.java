package io.winnow.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.ScriptFacade;
import io.winnow.models.torch.TorchFunctions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules on which methods may be called, and by whom. */
@AnalyzeClasses(packages = "io.winnow", importOptions = ImportOption.DoNotIncludeTests.class)
class CallRulesTest {
    /**
     * The backward pass of DJL's product with a number reads memory that may have been reused by then, see {@link
     * io.winnow.models.loss.Losses#scaled}.
     */
    @ArchTest
    static final ArchRule LOSSES_ARE_NOT_SCALED_BY_DJL = noClasses()
            .that()
            .resideInAnyPackage("io.winnow.models..", "io.winnow.trainer.recipe..", "io.winnow.trainer.target..")
            .and()
            .doNotHaveSimpleName("Initialization") // which no pass records
            .should()
            .callMethod(NDArray.class, "mul", Number.class)
            .orShould()
            .callMethod(NDArray.class, "div", Number.class)
            .orShould()
            .callMethod(NDArray.class, "pow", Number.class);

    @ArchTest
    static final ArchRule ONLY_EVALUATION_READS_TRUE_LABELS = noClasses()
            .that()
            .resideOutsideOfPackages("io.winnow.trainer.evaluate..", "io.winnow.datasets.label..")
            .should()
            .callMethod(TrueLabels.class, "reveal")
            .orShould()
            .callMethod(TrueLabelSets.class, "reveal");

    /** Trainings that read the true labels, which the rule must catch. */
    private static final class Peeking {
        static int[] learn(TrueLabels labels) {
            return labels.reveal();
        }
    }

    private static final class PeekingAtSets {
        static int[][] learn(TrueLabelSets labels) {
            return labels.reveal();
        }
    }

    @Test
    void aTrainingThatReadsTrueLabelsViolatesTheRule() {
        assertThat(Peeking.learn(new TrueLabels(new int[] {3}))).containsExactly(3);
        assertThat(PeekingAtSets.learn(new TrueLabelSets(new int[][] {{3}}))).isDeepEqualTo(new int[][] {{3}});
        for (Class<?> peeking : List.of(Peeking.class, PeekingAtSets.class)) {
            assertThatThrownBy(() ->
                            ONLY_EVALUATION_READS_TRUE_LABELS.check(new ClassFileImporter().importClasses(peeking)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("reveal");
        }
    }

    /** Elsewhere, a wrong name or argument does not compile. */
    @ArchTest
    static final ArchRule ONLY_COMPILED_PASSES_CALL_FUNCTIONS_BY_NAME = noClasses()
            .that()
            .areNotAnnotatedWith(ScriptFacade.class)
            .and()
            .doNotBelongToAnyOf(OutputFunction.class)
            .and()
            .resideOutsideOfPackages("io.winnow.trainer.compiled..", "io.winnow.trainer.export.graph..")
            .should()
            .callMethod(TorchFunctions.class, "call", String.class, Object[].class)
            .orShould()
            .callMethod(TorchFunctions.class, "callList", String.class, Object[].class)
            .orShould()
            .callMethod(TorchFunctions.class, "invoke", String.class, Object[].class)
            .orShould()
            .callConstructor(OutputFunction.class, TorchFunctions.class, String.class, List.class);

    @ArchTest
    static final ArchRule ONLY_FACADES_LOAD_FUNCTIONS = noClasses()
            .that()
            .areNotAnnotatedWith(ScriptFacade.class)
            .should()
            .callMethod(TorchFunctions.class, "load", Class.class, String.class);

    /** Calls that the rules must catch. */
    static final class CallingByName {
        static OutputFunction loss(TorchFunctions functions) {
            functions.invoke("draw");
            functions.callList("draw");
            functions.call("draw");
            return new OutputFunction(functions, "draw", List.of());
        }
    }

    static final class Loading {
        static TorchFunctions functions() {
            return TorchFunctions.load(Loading.class, "loading.py");
        }
    }

    @Test
    void aCallByNameViolatesTheRule() {
        assertThatThrownBy(() -> ONLY_COMPILED_PASSES_CALL_FUNCTIONS_BY_NAME.check(
                        new ClassFileImporter().importClasses(CallingByName.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(4 times)")
                .hasMessageContaining("CallingByName");
        assertThatThrownBy(
                        () -> ONLY_FACADES_LOAD_FUNCTIONS.check(new ClassFileImporter().importClasses(Loading.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("load");
    }
}
