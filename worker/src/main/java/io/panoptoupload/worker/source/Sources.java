package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.transfer.MinimumRate;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** Finds the source that a URI names, among the schemes that this worker is allowed to read. */
public final class Sources {
    /** Opens sources of one URI scheme. */
    public interface Scheme {
        /**
         * The source, not opened yet.
         *
         * @param credential name of a configured credential, never a secret
         * @throws io.panoptoupload.worker.fault.Fault SOURCE_NOT_ALLOWED and the like
         */
        Source at(URI uri, @Nullable String credential);
    }

    private final Map<String, Scheme> schemes;
    private final MinimumRate rate;

    /** Held to the usual rate. */
    public Sources(Map<String, Scheme> schemes) {
        this(schemes, MinimumRate.DEFAULT);
    }

    /**
     * Sources that yield their bytes at a rate.
     *
     * @param schemes by their names in lower case, e.g. {@code file}
     */
    public Sources(Map<String, Scheme> schemes, MinimumRate rate) {
        this.schemes = Map.copyOf(schemes);
        this.rate = rate;
    }

    public Source at(URI uri, @Nullable String credential) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Scheme known = schemes.get(scheme);
        if (known == null) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_NOT_ALLOWED,
                    "sources of scheme '%s:' are not configured on this worker; configured: %s"
                            .formatted(scheme, schemes.keySet().stream().sorted().toList()));
        }
        return new MinimumRateSource(known.at(uri, credential), rate);
    }
}
