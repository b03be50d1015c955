package org.activityrelay.relay.configuration;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceResolverSupport;
import org.apache.camel.support.ResourceSupport;

/** The resource scheme {@code routes:}: what a route uses comes from the snapshot the route itself came from. */
class SnapshotResources extends ResourceResolverSupport {

    static final String SCHEME = "routes";

    private final Snapshot snapshot;

    SnapshotResources(Snapshot snapshot) {
        super(SCHEME);
        this.snapshot = snapshot;
    }

    @Override
    protected Resource createResource(String location, String remaining) {
        return resource(remaining.replaceAll("^/+", ""));
    }

    /** @param path below the routes folder */
    Resource resource(String path) {
        return new SnapshotResource(path, snapshot.bytes(Snapshot.ROUTES + path));
    }

    private static final class SnapshotResource extends ResourceSupport {

        private final Optional<byte[]> content;

        SnapshotResource(String path, Optional<byte[]> content) {
            super(SCHEME, SCHEME + ":" + path);
            this.content = content;
        }

        @Override
        public boolean exists() {
            return content.isPresent();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new ByteArrayInputStream(content.orElseThrow(() -> new FileNotFoundException(getLocation())));
        }
    }
}
