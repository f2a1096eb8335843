package io.panoptoupload.worker;

import io.panoptoupload.broker.Patience;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Makes Awaitility wait as long as everything else, where a test does not say how long. */
public final class PatientTests implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Patience.LIMIT);
    }
}
