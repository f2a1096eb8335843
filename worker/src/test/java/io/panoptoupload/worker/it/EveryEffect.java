package io.panoptoupload.worker.it;

import io.panoptoupload.simulator.Faults;
import io.panoptoupload.simulator.Operation;

/**
 * Brings one job to a place around each effect. The first ones have passed where later ones are
 * stopped.
 */
record EveryEffect(Scenario scenario, Faults faults, CrashPoint point) {
    private static final long MIB = 1024 * 1024;
    private static final String MANIFEST = "manifest.xml";

    void reach() {
        place(Operation.GET_UPLOAD, "", "get");
        CrashPoint.Reached finalising = point.around(faults, Operation.FINALISE, "", 2);
        Job _ = scenario.publish("put", 1000);
        Job _ = scenario.publish("put-cancelled", 1000);
        finalising.await();
        place(Operation.COMPLETE_MULTIPART, MANIFEST, "manifest-complete");
        place(Operation.UPLOAD_PART, MANIFEST, "manifest-part");
        place(Operation.CREATE_MULTIPART, MANIFEST, "manifest-begin");
        placeByFile(Operation.COMPLETE_MULTIPART, "complete-small", 1000);
        placeByFile(Operation.COMPLETE_MULTIPART, "complete-large", 11 * MIB);
        placeByFile(Operation.UPLOAD_PART, "part", 11 * MIB);
        placeByFile(Operation.CREATE_MULTIPART, "begin", 11 * MIB);
        place(Operation.CREATE_UPLOAD, "", "create");
    }

    private void place(Operation operation, String match, String job) {
        CrashPoint.Reached reached = point.around(faults, operation, match, 1);
        Job _ = scenario.publish(job, 1000);
        reached.await();
    }

    private void placeByFile(Operation operation, String job, long size) {
        CrashPoint.Reached reached = point.around(faults, operation, "-" + job + ".mp4", 1);
        Job _ = scenario.publish(job, size);
        reached.await();
    }
}
