package org.activityrelay.relay.contract;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what must happen: so long that no busy machine is too slow. It costs nothing as long as all is
 * well. Named in {@code META-INF/services}; the same for every test and engine.
 */
public final class Patience implements LauncherSessionListener {

    public static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        QuickFolders.allow();
        Awaitility.setDefaultTimeout(LIMIT);
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT.toMillis());
    }
}
