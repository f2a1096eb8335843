package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.stage.UploadStage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Stages that succeed, unless they are given something else to do when their turn comes. */
final class ScriptedStages {
    private final Map<Phase, UploadStage> usual = new EnumMap<>(Phase.class);
    private final Map<Phase, Deque<UploadStage>> scripts = new EnumMap<>(Phase.class);
    private final List<String> ran = new ArrayList<>();
    private volatile @Nullable AssertionError failed;
    private int uploads;

    ScriptedStages() {
        usual.put(Phase.ACCEPTED, this::create);
        usual.put(Phase.CREATED, ScriptedStages::transfer);
        usual.put(Phase.TRANSFERRED, context -> new StageResult.Done(context.upload(), List.of()));
        usual.put(Phase.MANIFESTED, ScriptedStages::finalise);
        usual.put(Phase.ARMED, ScriptedStages::finalise);
        usual.put(Phase.PROCESSING, ScriptedStages::published);
        usual.put(Phase.WITHDRAWING, _ -> new StageResult.Withdrawn());
    }

    /** What the stage of a phase does when it runs next; may be called for several times. */
    void next(Phase phase, UploadStage stage) {
        scripts.computeIfAbsent(phase, _ -> new ArrayDeque<>()).add(stage);
    }

    /** What the stage of a phase does from here on. */
    void always(Phase phase, UploadStage stage) {
        usual.put(phase, stage);
    }

    /** The phases in which stages ran, with the job's id: {@code a CREATED}. */
    List<String> ran() {
        return ran;
    }

    Map<Phase, UploadStage> byPhase() {
        Map<Phase, UploadStage> stages = new EnumMap<>(Phase.class);
        for (Phase phase : usual.keySet()) {
            stages.put(
                    phase,
                    context -> {
                        ran.add(context.request().requestId() + " " + phase);
                        UploadStage scripted =
                                scripts.computeIfAbsent(phase, _ -> new ArrayDeque<>()).poll();
                        UploadStage stage = scripted == null ? usual.get(phase) : scripted;
                        try {
                            return stage.run(context);
                        } catch (AssertionError e) {
                            // The runner takes it for a fault of the stage.
                            failed = e;
                            throw e;
                        }
                    });
        }
        return stages;
    }

    /** Throws what a stage has found not to hold. */
    void checkAsserted() {
        AssertionError found = failed;
        if (found != null) {
            throw found;
        }
    }

    private StageResult create(StageContext context) {
        String id = "upload-" + ++uploads;
        return new StageResult.Done(
                Upload.created(id, "Algorithms, week 12", 1),
                List.of(header -> new OutcomeEvent.Created(header, id)));
    }

    private static StageResult transfer(StageContext context) {
        UploadFile file = new UploadFile("0.mp4", 0, 10, "pin", 10, "multipart", "0000beef", null);
        return new StageResult.Done(context.upload().with(0, file), List.of());
    }

    static StageResult finalise(StageContext context) {
        context.arm();
        Upload upload = context.upload();
        return new StageResult.Done(
                upload.asFinalised(),
                upload.finalised() ? List.of() : List.of(OutcomeEvent.Finalised::new));
    }

    static StageResult published(StageContext context) {
        String session = "session-of-" + context.upload().id();
        return new StageResult.Published(
                session, "https://panopto.example/" + session, SessionDetails.NONE);
    }
}
