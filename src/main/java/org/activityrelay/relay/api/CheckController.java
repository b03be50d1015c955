package org.activityrelay.relay.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.activityrelay.relay.check.CheckFormat;
import org.activityrelay.relay.check.CheckReport;
import org.activityrelay.relay.check.Checker;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotReader;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Looks for mistakes in files, those of the body or those on this machine's disk, by the settings of this service. */
@RestController
@RequestMapping(path = "/api/v1/checks", produces = MediaType.APPLICATION_JSON_VALUE)
class CheckController {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 8 * 1024 * 1024;
    private static final int MOST = 2_000;

    /** No part of it is hidden or leads up: what a reader of the folder would not read either. */
    private static final Pattern PATH =
            Pattern.compile("routes(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){1,8}|config/dispositions\\.yaml");

    private final Checker checker;
    private final SnapshotReader reader;

    CheckController(Checker checker, SnapshotReader reader) {
        this.checker = checker;
        this.reader = reader;
    }

    @PostMapping
    JsonNode check(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
        return CheckFormat.json(body.length == 0 ? onDisk() : checker.check(Snapshot.of(files(body))));
    }

    private CheckReport onDisk() {
        try {
            return checker.check(reader.read());
        } catch (RefusedConfigurationException nothingThere) {
            return new CheckReport("", 0, nothingThere.findings());
        }
    }

    private static Map<String, byte[]> files(byte[] body) {
        JsonNode tree = body.length > LONGEST ? null : read(body);
        if (tree == null || !tree.isObject() || tree.size() > MOST) {
            throw new ProblemException(Problem.of(
                    400,
                    "malformed",
                    "The body is one JSON object of at most 8 MB and " + MOST + " files: their texts by their paths."));
        }
        Problem problem = Problem.of(400, "bad_request", "These are not files of a configuration; errors says why.");
        Map<String, byte[]> files = new TreeMap<>();
        boolean wrong = false;
        for (Map.Entry<String, JsonNode> file : tree.properties()) {
            boolean path = PATH.matcher(file.getKey()).matches();
            if (!path || !file.getValue().isTextual()) {
                wrong = true;
                // What is no path is not repeated.
                problem.error(
                        path ? "/" + file.getKey().replace("/", "~1") : "",
                        path ? "It is a text." : "A path is routes/… or config/dispositions.yaml.");
            } else {
                files.put(file.getKey(), file.getValue().textValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        if (wrong) {
            throw new ProblemException(problem);
        }
        return files;
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            return null;
        }
    }
}
