package org.activityrelay.relay.collector;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A desktop to play with, and its records on their way: for development, and never in production. */
@RestController
@Profile("development")
class DemoController {

    private record Asset(String type, byte[] content) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    /** Throws IOException when a file is missing, so that the start fails and not a page. */
    DemoController() throws IOException {
        add("demo.html", "text/html;charset=UTF-8");
        add("demo.css", "text/css;charset=UTF-8");
        add("demo.js", "text/javascript;charset=UTF-8");
        add("desktop.html", "text/html;charset=UTF-8");
        add("desktop.js", "text/javascript;charset=UTF-8");
    }

    @GetMapping("/collector/demo")
    ResponseEntity<byte[]> page() {
        return asset("demo.html");
    }

    @GetMapping("/collector/demo/{name:.+}")
    ResponseEntity<byte[]> asset(@PathVariable String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new ProblemException(Problem.of(404, "unknown_file", "There is no such file."));
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(asset.type))
                .body(asset.content);
    }

    private void add(String name, String type) throws IOException {
        assets.put(name, new Asset(type, CollectorFiles.read("demo/" + name)));
    }
}
