package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this API is, for programs: OpenAPI and JSON Schema. */
@RestController
class DocumentController {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final byte[] openApiYaml;
    private final byte[] openApiJson;
    private final byte[] activitySchema;

    /** Reads the documents once; throws IOException when one is missing, so that the start fails and not a reader. */
    DocumentController() throws IOException {
        openApiYaml = resource("openapi.yaml");
        JsonNode tree = new YAMLMapper().readTree(openApiYaml);
        openApiJson = new ObjectMapper().writeValueAsBytes(tree);
        activitySchema = resource("schema/activity.json");
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<byte[]> openApiYaml() {
        return ResponseEntity.ok().contentType(YAML).body(openApiYaml);
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> openApiJson() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(openApiJson);
    }

    @GetMapping("/schema/activity.json")
    ResponseEntity<byte[]> activitySchema() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/schema+json"))
                .body(activitySchema);
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = new ClassPathResource(path).getInputStream()) {
            return in.readAllBytes();
        }
    }
}
