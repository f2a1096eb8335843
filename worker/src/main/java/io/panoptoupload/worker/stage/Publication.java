package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.SessionUploads;

import java.net.URI;
import java.util.Objects;

/**
 * The end of an upload that Panopto has published: who may watch it is set before the end is
 * published, once a request. Setting it twice changes nothing, so it is done again until the end is
 * recorded. Then Panopto is asked once what viewers can be given; the end does not depend on the
 * response.
 */
final class Publication {
    /** Of another access, before it is believed: seven minutes at the usual intervals. */
    private static final int MIN_FAULTS_BEFORE = 4;

    private final SessionUploads panopto;
    private final URI baseUrl;

    /**
     * @param baseUrl of the site, for the viewer's address where Panopto names none
     */
    Publication(SessionUploads panopto, URI baseUrl) {
        this.panopto = panopto;
        this.baseUrl = baseUrl;
    }

    StageResult of(StageContext context, String sessionId) {
        // After a retry the request may be another one than that which the upload was made for.
        Access access =
                Objects.requireNonNullElse(context.upload().access(), context.request().access());
        boolean last = isLast(context);
        if (access != Access.INHERIT && last) {
            setAccess(context, sessionId, access);
        }
        SessionDetails details = last ? panopto.details(sessionId) : SessionDetails.NONE;
        String viewer =
                Objects.requireNonNullElseGet(
                        details.viewerUrl(), () -> SessionDetails.viewerUrl(baseUrl, sessionId));
        return new StageResult.Published(sessionId, viewer, details);
    }

    /** One response that shows another access may come from a server that lags behind. */
    private void setAccess(StageContext context, String sessionId, Access access) {
        try {
            panopto.setAccess(sessionId, access);
        } catch (TransientFault e) {
            if (e.code() == ErrorCode.PANOPTO_REJECTED
                    && context.consecutiveFaults(e.code()) >= MIN_FAULTS_BEFORE) {
                throw new PermanentFault(
                        e.code(),
                        e.getMessage()
                                + "; change the access of its folder, then send a retry command,"
                                + " which sets it again");
            }
            throw e;
        }
    }

    /** Of several streams that are added to a session, the last one's end is the request's. */
    private static boolean isLast(StageContext context) {
        return !context.upload().addsStream()
                || context.remaining().streams().size() == context.request().streams().size();
    }
}
