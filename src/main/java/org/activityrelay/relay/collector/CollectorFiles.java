package org.activityrelay.relay.collector;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What is served below {@code /collector/v1/}, read once. The plain names are what is newest, for a short time; the names
 * of released versions hold a hash of what is in them and never change, so that a page may insist on it.
 */
final class CollectorFiles {

    static final String MODULE = "activity-collector.js";
    static final String TYPES = "activity-collector.d.ts";
    static final String TYPES_PACKAGE = "activity-collector-types.tgz";
    static final String DESKTOP = "simulated-desktop.js";
    static final String DESKTOP_TYPES = "simulated-desktop.d.ts";

    /** Newest in a moment, also when a proxy is in between; old enough to spare a page's next load. */
    private static final String SOON = "public, max-age=300";

    private static final String NEVER_CHANGES = "public, max-age=31536000, immutable";
    private static final String SCRIPT = "text/javascript;charset=UTF-8";

    private final Map<String, Served> files = new LinkedHashMap<>();

    /** @param caching what a browser is told about keeping it ({@code Cache-Control}) */
    record Served(String type, String caching, byte[] content) {}

    /** Throws IOException when a file is missing, so that the start fails and not a page. */
    CollectorFiles() throws IOException {
        byte[] types = read(TYPES);
        byte[] module = read(MODULE);
        files.put(MODULE, new Served(SCRIPT, SOON, module));
        files.put(TYPES, new Served("application/typescript;charset=UTF-8", SOON, types));
        files.put(DESKTOP, new Served(SCRIPT, SOON, read(DESKTOP)));
        files.put(DESKTOP_TYPES, new Served("application/typescript;charset=UTF-8", SOON, read(DESKTOP_TYPES)));
        files.put(
                TYPES_PACKAGE,
                new Served("application/gzip", SOON, TypesPackage.of(CollectorVersion.in(module), types)));
        for (Resource released : new PathMatchingResourcePatternResolver()
                .getResources("classpath*:collector/released/activity-collector-*.js")) {
            files.put(released.getFilename(), new Served(SCRIPT, NEVER_CHANGES, released.getContentAsByteArray()));
        }
    }

    /** Null when there is no such file. */
    Served find(String name) {
        return files.get(name);
    }

    static byte[] read(String name) throws IOException {
        return new ClassPathResource("collector/" + name).getContentAsByteArray();
    }
}
