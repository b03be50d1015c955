package org.activityrelay.relay.activity;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.net.URI;
import java.time.ZoneId;
import java.util.Locale;

/**
 * What reading a record needs to know about its tenant.
 *
 * @param name the tenant
 * @param recordingBaseUrl makes relative recording and playback URLs absolute; null leaves them as sent
 * @param defaultRegion two-letter region for phone numbers without a country code, or null
 * @param timeZone of times that were sent without one
 * @param dispositions what the tenant's dispositions mean
 */
public record TenantProfile(
        String name, URI recordingBaseUrl, String defaultRegion, ZoneId timeZone, Dispositions dispositions) {

    /** @throws IllegalArgumentException when the URL is not absolute http(s) or the region is unknown */
    public TenantProfile {
        if (recordingBaseUrl != null) {
            String scheme = String.valueOf(recordingBaseUrl.getScheme()).toLowerCase(Locale.ROOT);
            if (recordingBaseUrl.getRawAuthority() == null || !(scheme.equals("https") || scheme.equals("http"))) {
                throw new IllegalArgumentException("recording-base-url of tenant '" + name + "' is '" + recordingBaseUrl
                        + "': write an absolute URL such as https://tenant.example.com");
            }
        }
        if (defaultRegion != null) {
            defaultRegion = defaultRegion.toUpperCase(Locale.ROOT);
            if (!PhoneNumberUtil.getInstance().getSupportedRegions().contains(defaultRegion)) {
                throw new IllegalArgumentException("default-region of tenant '" + name + "' is '" + defaultRegion
                        + "': write a two-letter region such as US or DE");
            }
        }
    }
}
