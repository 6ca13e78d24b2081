package io.winnow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Java API promises nothing about the types below {@code io.winnow.trainer}, so its signatures must not mention them. */
@AnalyzeClasses(packages = "io.winnow", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiArchitectureTest {
    private static final Set<String> OWN = Set.of("io.winnow", "java.lang", "java.util", "java.nio.file", "java.io");

    @ArchTest
    static final ArchRule SIGNATURES_HAVE_NO_INTERNAL_TYPES = classes()
            .that()
            .resideInAPackage("io.winnow")
            .and()
            .arePublic()
            .should(new ArchCondition<>("have no internal types in public signatures") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getCodeUnits().stream()
                            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                            .forEach(unit -> internal(unit)
                                    .forEach(name -> events.add(SimpleConditionEvent.violated(
                                            unit, unit.getFullName() + " mentions " + name))));
                }
            });

    private static Stream<String> internal(JavaCodeUnit unit) {
        Set<JavaClass> types = Stream.concat(
                        Stream.concat(
                                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                                unit.getParameterTypes().stream()
                                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())),
                        unit.getThrowsClause().getTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .collect(Collectors.toSet());
        return types.stream()
                .filter(type -> !type.isPrimitive() && !OWN.contains(type.getPackageName()))
                .map(JavaClass::getName);
    }

    /** Only the exceptions of the API are known inside: they are the base of Winnow's own. */
    @ArchTest
    static final ArchRule ONLY_THE_EXCEPTION_IS_USED_INSIDE = noClasses()
            .that()
            .resideInAnyPackage("io.winnow.trainer..", "io.winnow.models..", "io.winnow.datasets..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    Training.class,
                    TrainingListener.class,
                    Run.class,
                    ExportOptions.class,
                    Model.class,
                    Results.class,
                    Predicted.class,
                    Embedding.class,
                    PairScore.class);
}
