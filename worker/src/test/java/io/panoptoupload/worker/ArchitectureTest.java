package io.panoptoupload.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies between packages point downwards only. */
@AnalyzeClasses(
        packages = "io.panoptoupload.worker",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.panoptoupload.worker.";

    @ArchTest
    static final ArchRule arrows =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("app")
                    .definedBy(ROOT + "app", "io.panoptoupload.worker")
                    .layer("live")
                    .definedBy(ROOT + "live")
                    .layer("operator")
                    .definedBy(ROOT + "operator")
                    .layer("deadletter")
                    .definedBy(ROOT + "deadletter")
                    .layer("partition")
                    .definedBy(ROOT + "partition")
                    .layer("intake")
                    .definedBy(ROOT + "intake")
                    .layer("request")
                    .definedBy(ROOT + "request")
                    .layer("job")
                    .definedBy(ROOT + "job")
                    .layer("stage")
                    .definedBy(ROOT + "stage")
                    .layer("outcome")
                    .definedBy(ROOT + "outcome")
                    .layer("journal")
                    .definedBy(ROOT + "journal")
                    .layer("panopto")
                    .definedBy(ROOT + "panopto")
                    .layer("source")
                    .definedBy(ROOT + "source")
                    .layer("transfer")
                    .definedBy(ROOT + "transfer..")
                    .layer("manifest")
                    .definedBy(ROOT + "manifest")
                    .whereLayer("app")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("live")
                    .mayOnlyBeAccessedByLayers("operator", "app")
                    .whereLayer("operator")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("deadletter")
                    .mayOnlyBeAccessedByLayers("operator")
                    .whereLayer("partition")
                    .mayOnlyBeAccessedByLayers("app")
                    .whereLayer("intake")
                    .mayOnlyBeAccessedByLayers("partition", "app")
                    .whereLayer("request")
                    .mayOnlyBeAccessedByLayers("operator", "intake", "app")
                    .whereLayer("job")
                    .mayOnlyBeAccessedByLayers("operator", "partition", "intake", "app")
                    .whereLayer("stage")
                    .mayOnlyBeAccessedByLayers("job", "request", "intake", "live", "app")
                    .whereLayer("outcome")
                    .mayOnlyBeAccessedByLayers("job", "request", "intake", "app")
                    .whereLayer("journal")
                    .mayOnlyBeAccessedByLayers("operator", "job", "partition", "intake", "app")
                    .whereLayer("panopto")
                    .mayOnlyBeAccessedByLayers("stage", "job", "live", "app")
                    .whereLayer("source")
                    .mayOnlyBeAccessedByLayers("stage", "live", "app")
                    .whereLayer("transfer")
                    .mayOnlyBeAccessedByLayers("source", "stage", "live", "app", "job")
                    .whereLayer("manifest")
                    .mayOnlyBeAccessedByLayers("stage", "live");

    @ArchTest
    static final ArchRule no_circles =
            slices().matching("io.panoptoupload.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule panopto_source_transfer_and_manifest_could_be_lifted_out =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "panopto..",
                            ROOT + "source..",
                            ROOT + "transfer..",
                            ROOT + "manifest..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "org.springframework.kafka..",
                            ROOT + "job..",
                            ROOT + "stage..",
                            ROOT + "journal..");

    @ArchTest
    static final ArchRule commands_write_nothing_but_requests =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "operator..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            ".*\\.(PartitionWriter|JobEngine|JobStore|OutcomeRecords)(\\$.*)?");

    @ArchTest
    static final ArchRule stages_know_nothing_of_kafka =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "stage..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");
}
