package org.activityrelay.relay.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.activityrelay.relay.configuration.Finding;

/** How a report is written. */
public enum CheckFormat {
    /** A line each, for people and editors: {@code file:line: what is wrong, what to do}. */
    TEXT {
        @Override
        public String write(CheckReport report) {
            String lines = report.findings().stream()
                    .map(finding -> place(finding) + (finding.warning() ? "warning: " : "") + message(finding) + "\n")
                    .collect(Collectors.joining());
            int count = report.findings().size();
            String files = report.files() == 1 ? "1 file" : report.files() + " files";
            return lines + files + ", " + (count == 0 ? "no mistakes" : count == 1 ? "1 mistake" : count + " mistakes");
        }
    },

    /** For programs; the same as the answer of the API. */
    JSON {
        @Override
        public String write(CheckReport report) {
            return pretty(json(report));
        }
    },

    /** Annotations of GitHub Actions (docs.github.com, "Workflow commands"). */
    GITHUB {
        @Override
        public String write(CheckReport report) {
            return report.findings().stream()
                    .map(finding -> "::" + (finding.warning() ? "warning" : "error") + " file="
                            + property(finding.file())
                            + (finding.line() == null ? "" : ",line=" + finding.line()) + "::"
                            + escaped(message(finding)))
                    .collect(Collectors.joining("\n"));
        }

        private String property(String text) {
            return escaped(text).replace(":", "%3A").replace(",", "%2C");
        }

        private String escaped(String text) {
            return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
        }
    },

    /** A code quality report of GitLab (docs.gitlab.com, "Code Quality report format"). */
    GITLAB {
        @Override
        public String write(CheckReport report) {
            ArrayNode issues = JsonNodeFactory.instance.arrayNode();
            for (Finding finding : report.findings()) {
                ObjectNode issue = issues.addObject();
                issue.put("description", message(finding));
                issue.put("check_name", "relay check");
                String identity = finding.file() + "\n" + finding.what();
                issue.put(
                        "fingerprint",
                        UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                                .toString());
                issue.put("severity", finding.warning() ? "minor" : "major");
                ObjectNode location = issue.putObject("location");
                location.put("path", finding.file());
                location.putObject("lines").put("begin", finding.line() == null ? 1 : finding.line());
            }
            return pretty(issues);
        }
    };

    public abstract String write(CheckReport report);

    /** As the API answers it. */
    public static ObjectNode json(CheckReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ok", report.ok());
        json.put("loads", report.loads());
        json.put("hash", report.hash());
        json.put("files", report.files());
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : report.findings()) {
            ObjectNode one = findings.addObject();
            one.put("file", finding.file());
            one.put("line", finding.line());
            one.put("severity", finding.warning() ? "warning" : "error");
            one.put("what", finding.what());
            one.put("remedy", finding.remedy());
        }
        return json;
    }

    private static String place(Finding finding) {
        return finding.file() + (finding.line() == null ? "" : ":" + finding.line()) + ": ";
    }

    private static String message(Finding finding) {
        return finding.what() + (finding.remedy() == null ? "" : ", " + finding.remedy());
    }

    static String pretty(JsonNode json) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
