package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobMeters;
import io.panoptoupload.worker.job.JobRunner;
import io.panoptoupload.worker.job.JobSettings;
import io.panoptoupload.worker.job.JobStore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.Phase;
import io.panoptoupload.worker.job.RetryPolicy;
import io.panoptoupload.worker.job.StageTraces;
import io.panoptoupload.worker.job.Transitions;
import io.panoptoupload.worker.journal.JournalReader;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.FolderLookup;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.partition.IntakeHealth;
import io.panoptoupload.worker.partition.Ownership;
import io.panoptoupload.worker.partition.RequestConsumer;
import io.panoptoupload.worker.stage.AwaitProcessing;
import io.panoptoupload.worker.stage.CreateUpload;
import io.panoptoupload.worker.stage.EndProof;
import io.panoptoupload.worker.stage.Finalise;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.stage.TransferFiles;
import io.panoptoupload.worker.stage.TransferManifest;
import io.panoptoupload.worker.stage.UploadLookup;
import io.panoptoupload.worker.stage.UploadStage;
import io.panoptoupload.worker.stage.Withdraw;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.transfer.BandwidthLimit;
import io.panoptoupload.worker.transfer.Transfers;

import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** The jobs: stages, and the engine that runs them. */
@Configuration(proxyBeanMethods = false)
@Import(JobMeters.class)
class JobConfiguration {
    @Bean
    JobSettings jobSettings(WorkerProperties worker) {
        return new JobSettings(
                worker.name() == null ? hostAndProcess() : worker.name(),
                worker.uploads(),
                worker.checkpointInterval(),
                worker.processing().firstPoll(),
                worker.deduplication());
    }

    private static String hostAndProcess() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "worker";
        }
        return host + "-" + ProcessHandle.current().pid();
    }

    @Bean
    JobStore jobStore(
            TopicSettings topics, JournalReader reader, JournalJson json, OutcomeRecords outcomes) {
        return new JobStore(topics.journal(), reader, json, outcomes);
    }

    @Bean
    EndProof endProof(PanoptoClient panopto, WorkerProperties worker) {
        return new EndProof(
                panopto, worker.processing().firstPoll(), worker.processing().maxPoll());
    }

    @Bean
    Withdraw withdraw(
            PanoptoClient panopto,
            EndProof proof,
            PanoptoProperties properties,
            WorkerProperties worker) {
        return new Withdraw(
                panopto, proof, properties.baseUrl(), worker.processing().giveUpAfter());
    }

    @Bean
    Transitions transitions(JobSettings settings, WorkerProperties worker) {
        return new Transitions(
                settings.worker(),
                settings.firstPoll(),
                new RetryPolicy(
                        worker.retry().firstPark(),
                        worker.retry().giveUpAfter(),
                        RandomGenerator.getDefault()));
    }

    /** The stages, by the phase in which each is due. */
    record Stages(Map<Phase, UploadStage> byPhase) {}

    @Bean
    Stages stages(
            PanoptoClient panopto,
            RecordingSources sources,
            Transfers transfers,
            BandwidthLimit limit,
            Withdraw withdraw,
            AwaitProcessing awaitProcessing,
            EndProof proof,
            InstantSource clock) {
        UploadLookup lookup = new UploadLookup(proof);
        Finalise finalise = new Finalise(panopto, proof);
        FolderLookup folders = new FolderLookup(panopto, clock);
        return new Stages(
                Map.of(
                        Phase.ACCEPTED, new CreateUpload(panopto, folders::check, sources),
                        Phase.CREATED,
                                new TransferFiles(lookup, sources, transfers::send, clock, limit),
                        Phase.TRANSFERRED, new TransferManifest(lookup, transfers::sendBytes),
                        Phase.MANIFESTED, finalise,
                        Phase.ARMED, finalise,
                        Phase.PROCESSING, awaitProcessing,
                        Phase.WITHDRAWING, withdraw));
    }

    @Bean
    AwaitProcessing awaitProcessing(
            PanoptoClient panopto,
            EndProof proof,
            PanoptoProperties properties,
            WorkerProperties worker) {
        return new AwaitProcessing(
                panopto,
                proof,
                new AwaitProcessing.Settings(
                        properties.baseUrl(),
                        worker.processing().firstPoll(),
                        worker.processing().maxPoll(),
                        worker.processing().giveUpAfter(),
                        properties.deleteFailedSessions()));
    }

    @Bean
    JobRunner jobRunner(
            JobStore store,
            Stages stages,
            Transitions transitions,
            Withdraw withdraw,
            InstantSource clock,
            JobSettings settings,
            JobMeters meters,
            ObjectProvider<StageTraces> traces) {
        return new JobRunner(
                store,
                stages.byPhase(),
                transitions,
                withdraw::discard,
                meters,
                new JobRunner.Settings(
                        clock,
                        settings.worker(),
                        settings.checkpointInterval(),
                        traces.getIfAvailable(() -> StageTraces.NONE)));
    }

    @Bean
    JobEngine jobEngine(
            JobRunner runner,
            PanoptoGate gate,
            InstantSource clock,
            JobSettings settings,
            JobMeters meters) {
        return new JobEngine(
                runner,
                Executors.newVirtualThreadPerTaskExecutor(),
                clock,
                gate,
                settings.uploads(),
                meters);
    }

    @Bean
    JobAdmission jobAdmission(
            JobStore store,
            JobEngine engine,
            Transitions transitions,
            InstantSource clock,
            JobSettings settings) {
        return new JobAdmission(store, engine, transitions, clock, settings.deduplication());
    }

    @Bean
    PanoptoGate panoptoGate(PanoptoClient panopto, AccessTokens tokens) {
        return new PanoptoGate(panopto::unavailableUntil, tokens::refusal);
    }

    @Bean
    CredentialsCheck credentialsCheck(
            AccessTokens tokens, InstantSource clock, BackgroundTasks tasks) {
        CredentialsCheck check = new CredentialsCheck(tokens::current, tokens::refusal, clock);
        tasks.add("check of the credentials", check::check);
        return check;
    }

    @Bean
    BackgroundTasks backgroundTasks() {
        return new BackgroundTasks(Duration.ofMinutes(1));
    }

    @Bean
    Worker worker(
            JobEngine engine,
            Ownership ownership,
            RequestConsumer consumer,
            BackgroundTasks tasks,
            Admin admin,
            WorkerProperties worker,
            ProcessEnd end) {
        end.stopsWithin(worker.shutdownGrace(), engine::skipGrace);
        return new Worker(engine, ownership, consumer, tasks, admin, worker.shutdownGrace());
    }

    @Bean
    WorkerHealth workerHealthIndicator(
            IntakeHealth intake, JobEngine engine, CredentialsCheck credentials) {
        return new WorkerHealth(intake, engine, credentials);
    }
}
