package org.activityrelay.relay.destination.template;

import freemarker.cache.TemplateLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Loads templates through the resource scheme {@code routes:}. A snapshot never changes, so nothing is looked up twice. */
final class SnapshotTemplates implements TemplateLoader {

    private final CamelContext context;

    SnapshotTemplates(CamelContext context) {
        this.context = context;
    }

    @Override
    public Object findTemplateSource(String name) {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("routes:" + name);
        return resource != null && resource.exists() ? new Found(name, resource) : null;
    }

    /** Equal by name, as FreeMarker's cache asks of a source. */
    private record Found(String name, Resource resource) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Found found && found.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    @Override
    public long getLastModified(Object source) {
        return 0;
    }

    @Override
    public Reader getReader(Object source, String encoding) throws IOException {
        InputStream content = ((Found) source).resource().getInputStream();
        return new InputStreamReader(content, StandardCharsets.UTF_8);
    }

    @Override
    public void closeTemplateSource(Object source) {
        // the reader is closed by FreeMarker
    }
}
