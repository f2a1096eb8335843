package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.intake.Admission;
import io.panoptoupload.worker.intake.Forwarder;
import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.intake.RecordTrial;
import io.panoptoupload.worker.intake.TrialProcess;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobLimits;
import io.panoptoupload.worker.job.JobSettings;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.request.Rejections;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What becomes of each record of the request topic. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {
    private static final String WORKER_MAIN = "io.panoptoupload.worker.WorkerMain";
    private static final String JAR_LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";
    private static final Duration TRIAL_LIMIT = Duration.ofMinutes(2);

    @Bean
    Rejections rejections(
            TopicSettings topics,
            OutcomeRecords outcomes,
            InstantSource clock,
            JobSettings jobs,
            MeterRegistry meters) {
        return new Rejections(topics.deadLetter(), outcomes, clock, jobs.worker(), meters);
    }

    @Bean
    Admission admission(
            JsonMapper json,
            InstantSource clock,
            RecordingSources sources,
            Rejections rejections,
            JobAdmission jobs) {
        return new Admission(json, clock, sources::checkAllowed, rejections, jobs);
    }

    @Bean
    Forwarder forwarder(TopicSettings topics, KafkaClients clients, TopicSetup.Layout layout) {
        return new Forwarder(
                topics.requests(),
                clients::plain,
                new HomePartition(layout.journalPartitions())::of);
    }

    @Bean
    TrialProcess trialProcess() {
        // As one packed jar the program brings a loader of its own.
        boolean packed =
                ClassLoader.getSystemClassLoader()
                                .getResource(WORKER_MAIN.replace('.', '/') + ".class")
                        == null;
        return new TrialProcess(
                System.getProperty("java.class.path"),
                List.of(packed ? JAR_LAUNCHER : WORKER_MAIN, RecordTrial.ARGUMENT),
                TRIAL_LIMIT);
    }

    @Bean
    IntakeFactory intakes(
            Admission admission,
            Forwarder forwarder,
            TrialProcess trial,
            JobEngine engine,
            WorkerProperties worker,
            InstantSource clock) {
        JobLimits limits = new JobLimits(worker.openJobs(), worker.waitingJobs());
        return new IntakeFactory(
                admission,
                forwarder,
                trial,
                begins -> limits.reached(engine.load(), !begins.isAfter(clock.instant())),
                IntakeFactory.Pauses.DEFAULT,
                clock);
    }
}
