package io.winnow.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.winnow.spark", importOptions = ImportOption.DoNotIncludeTests.class)
class SparkArchitectureTest {
    /** Spark computes tasks without knowing what they are. */
    @ArchTest
    static final ArchRule SPARK_KNOWS_WORKERS_ALONE = classes()
            .that()
            .resideInAPackage("io.winnow.spark..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.winnow.spark..",
                    "io.winnow.trainer.workers..",
                    "io.winnow.trainer.run..",
                    "org.apache.spark..",
                    "scala..",
                    "java..");
}
