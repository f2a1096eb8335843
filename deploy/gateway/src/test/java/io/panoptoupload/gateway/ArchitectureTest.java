package io.panoptoupload.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies between packages point downwards only. */
@AnalyzeClasses(
        packages = "io.panoptoupload.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.panoptoupload.gateway.";
    private static final String WORKER = "io.panoptoupload.worker.";

    @ArchTest
    static final ArchRule arrows =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("app")
                    .definedBy(ROOT + "app")
                    .layer("page")
                    .definedBy(ROOT + "page")
                    .layer("hooks")
                    .definedBy(ROOT + "hooks")
                    .layer("webhook")
                    .definedBy(ROOT + "webhook")
                    .layer("events")
                    .definedBy(ROOT + "events")
                    .layer("api")
                    .definedBy(ROOT + "api")
                    .layer("security")
                    .definedBy(ROOT + "security")
                    .layer("workers")
                    .definedBy(ROOT + "workers")
                    .layer("deadletters")
                    .definedBy(ROOT + "deadletters")
                    .layer("view")
                    .definedBy(ROOT + "view")
                    .layer("kafka")
                    .definedBy(ROOT + "kafka")
                    .whereLayer("app")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("page")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("hooks")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("webhook")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("events")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("workers")
                    .mayOnlyBeAccessedByLayers("page", "app")
                    .whereLayer("deadletters")
                    .mayOnlyBeAccessedByLayers("page", "app");

    @ArchTest
    static final ArchRule no_circles =
            slices().matching("io.panoptoupload.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule what_reads_kafka_knows_nothing_of_http =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "kafka..",
                            ROOT + "view..",
                            ROOT + "workers..",
                            ROOT + "deadletters..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "jakarta.servlet..");

    /** The workers are the only ones that write events and the journal. */
    @ArchTest
    static final ArchRule of_a_worker_it_has_what_reads_and_judges =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            WORKER + "partition..",
                            WORKER + "intake..",
                            WORKER + "stage..",
                            WORKER + "panopto..",
                            WORKER + "transfer..");

    @ArchTest
    static final ArchRule few_can_write_to_kafka =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "kafka..", ROOT + "deadletters..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka.clients.producer..");
}
