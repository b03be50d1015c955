package org.activityrelay.relay.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The files that pages need, each listed here; their addresses change with their content, so that browsers keep them. */
@Controller
class Assets {

    private record Asset(String type, byte[] content) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String version;

    /** Throws IOException when a file is missing, so that the start fails and not a page. */
    Assets() throws IOException {
        assets.put("console.css", new Asset("text/css;charset=UTF-8", resource("console/console.css")));
        assets.put("icon.svg", new Asset("image/svg+xml", resource("console/icon.svg")));
        assets.put("htmx.js", new Asset("text/javascript;charset=UTF-8", htmx()));
        CRC32 sum = new CRC32();
        assets.values().forEach(asset -> sum.update(asset.content));
        version = Long.toHexString(sum.getValue());
    }

    /** Changes whenever one of the files does. */
    String version() {
        return version;
    }

    @GetMapping("/console/{name}.{extension}")
    void show(@PathVariable String name, @PathVariable String extension, HttpServletResponse response)
            throws IOException {
        Asset asset = assets.get(name + "." + extension);
        if (asset == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        response.setContentType(asset.type);
        response.setContentLength(asset.content.length);
        response.getOutputStream().write(asset.content);
    }

    /** Whatever version is on the class path. */
    private static byte[] htmx() throws IOException {
        Resource[] found = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js");
        if (found.length != 1) {
            throw new IOException("there are " + found.length + " versions of htmx");
        }
        return found[0].getContentAsByteArray();
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = new ClassPathResource(path).getInputStream()) {
            return in.readAllBytes();
        }
    }
}
