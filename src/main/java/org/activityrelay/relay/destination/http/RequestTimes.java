package org.activityrelay.relay.destination.http;

import java.time.Duration;
import org.activityrelay.relay.destination.DestinationSettings;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.util.Timeout;

/** The configured time limits in the words of the HTTP client. */
final class RequestTimes {

    private RequestTimes() {}

    @SuppressWarnings("deprecation") // the only place where a connect timeout can be set per request
    static RequestConfig of(DestinationSettings.Timeout limits, RequestConfig base) {
        if (limits == null) {
            return base;
        }
        RequestConfig.Builder times = RequestConfig.copy(base);
        if (limits.connect() != null) {
            times.setConnectTimeout(timeout(limits.connect())).setConnectionRequestTimeout(timeout(limits.connect()));
        }
        if (limits.answer() != null) {
            times.setResponseTimeout(timeout(limits.answer()));
        }
        return times.build();
    }

    private static Timeout timeout(Duration limit) {
        return Timeout.ofMilliseconds(Math.max(1, limit.toMillis()));
    }
}
