package io.panoptoupload.worker.live;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.stage.AwaitProcessing;
import io.panoptoupload.worker.stage.CreateUpload;
import io.panoptoupload.worker.stage.EndProof;
import io.panoptoupload.worker.stage.Finalise;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.TransferFiles;
import io.panoptoupload.worker.stage.TransferManifest;
import io.panoptoupload.worker.stage.UploadLookup;
import io.panoptoupload.worker.stage.UploadStage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** One upload on the worker's own stages, one after the other. */
final class LiveUpload {
    private static final int MAX_TRIES = 5;

    private final LiveSite site;
    private final List<UploadStage> stages;
    private final Consumer<String> created;

    /**
     * @param created hears of each upload that is opened, by its id
     */
    LiveUpload(LiveSite site, RecordingSources sources, Consumer<String> created) {
        this.site = site;
        this.created = created;
        EndProof proof = new EndProof(site.panopto(), site.firstPoll(), site.maxPoll());
        UploadLookup lookup = new UploadLookup(proof);
        this.stages =
                List.of(
                        new CreateUpload(site.panopto(), folder -> {}, sources),
                        new TransferFiles(
                                lookup, sources, site.transfers()::send, InstantSource.system()),
                        new TransferManifest(lookup, site.transfers()::sendBytes),
                        new Finalise(site.panopto(), proof),
                        new AwaitProcessing(
                                site.panopto(),
                                proof,
                                new AwaitProcessing.Settings(
                                        site.baseUrl(),
                                        site.firstPoll(),
                                        site.maxPoll(),
                                        LiveSite.PATIENCE,
                                        false)));
    }

    /**
     * Uploads, and waits until Panopto has published it.
     *
     * @throws io.panoptoupload.worker.fault.Fault when that cannot be done
     */
    Published run(UploadRequest request) throws InterruptedException {
        LiveStageContext context = new LiveStageContext(request, InstantSource.system());
        for (UploadStage stage : stages) {
            context.stageBegins();
            if (run(stage, context) instanceof StageResult.Published published) {
                return new Published(published, context.upload().id());
            }
        }
        throw new IllegalStateException("the last stage ends with a session");
    }

    /** The session, and the upload that it came of. */
    record Published(StageResult.Published session, String uploadId) {}

    private StageResult run(UploadStage stage, LiveStageContext context)
            throws InterruptedException {
        int tries = 0;
        while (true) {
            StageResult next;
            try {
                next = stage.run(context);
                if (context.currentUpload().isEmpty() && next instanceof StageResult.Done done) {
                    created.accept(done.upload().id());
                }
            } catch (TransientFault e) {
                tries++;
                if (tries == MAX_TRIES) {
                    throw e;
                }
                Thread.sleep(site.firstPoll());
                continue;
            }
            switch (next) {
                case StageResult.Done done -> {
                    context.advance(done.upload());
                    return next;
                }
                case StageResult.PollAgain poll -> {
                    context.runAgain(poll.upload());
                    Duration after = poll.after();
                    Thread.sleep(after.compareTo(site.maxPoll()) < 0 ? after : site.maxPoll());
                }
                case StageResult.Published published -> {
                    return published;
                }
                case StageResult.Dead dead -> throw dead.fault();
                case StageResult.StartOver startOver -> throw ended(startOver.reason());
                case StageResult.NotFinalised _ ->
                        throw ended("shown open although it was finalised");
                case StageResult.Withdrawn _ -> throw ended("withdrawn");
            }
        }
    }

    private static PermanentFault ended(String why) {
        return new PermanentFault(
                ErrorCode.UPLOAD_EXPIRED, "Panopto dropped the upload (%s)".formatted(why));
    }
}
