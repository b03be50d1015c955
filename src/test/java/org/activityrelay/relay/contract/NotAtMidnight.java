package org.activityrelay.relay.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests of what counts by the day (UTC): with {@link ExtendWith}, no midnight falls into them. */
public class NotAtMidnight implements BeforeEachCallback {

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long LONGEST_TEST = 60;

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        long left = DAY - Instant.now().getEpochSecond() % DAY;
        if (left < LONGEST_TEST) {
            TimeUnit.SECONDS.sleep(left + 1);
        }
    }
}
