package org.activityrelay.relay.configuration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;

/**
 * Finds Camel's service files, of which every context asks for hundreds, and most are not there: each is looked for in
 * all jars once per process.
 */
final class RememberedClassPath extends DefaultClassResolver {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";

    /** A route file may name components and languages that do not exist; not as many as that. */
    private static final int MOST = 5_000;

    private static final Map<String, Optional<byte[]>> KNOWN = new ConcurrentHashMap<>();

    RememberedClassPath(CamelContext context) {
        super(context);
    }

    @Override
    public InputStream loadResourceAsStream(String name) {
        if (!name.startsWith(SERVICES)) {
            return super.loadResourceAsStream(name);
        }
        Optional<byte[]> known = KNOWN.get(name);
        if (known == null) {
            known = read(super.loadResourceAsStream(name));
            if (KNOWN.size() < MOST) {
                KNOWN.put(name, known);
            }
        }
        return known.map(ByteArrayInputStream::new).orElse(null);
    }

    private static Optional<byte[]> read(InputStream found) {
        if (found == null) {
            return Optional.empty();
        }
        try (found) {
            return Optional.of(found.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
