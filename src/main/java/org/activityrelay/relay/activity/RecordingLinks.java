package org.activityrelay.relay.activity;

import java.net.URI;
import java.util.regex.Pattern;

/** Recording and playback links, which older desktops send relative to the tenant's own host. */
final class RecordingLinks {

    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:");

    private RecordingLinks() {}

    /** The link as sent when it is absolute or no base is configured. */
    static String absolute(String link, URI base) {
        String relative = link.strip();
        if (base == null || relative.isEmpty() || SCHEME.matcher(relative).find()) {
            return link;
        }
        if (relative.startsWith("//")) {
            return base.getScheme() + ":" + relative;
        }
        String host = base.getScheme() + "://" + base.getRawAuthority();
        if (relative.startsWith("/")) {
            return host + relative;
        }
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return host + path.substring(0, path.lastIndexOf('/') + 1) + (path.isEmpty() ? "/" : "") + relative;
    }
}
