package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.activityrelay.relay.destination.Observation;
import org.activityrelay.relay.destination.Observation.Verdict;

/**
 * What an examination has found.
 *
 * @param parts the service first, then destinations by name
 */
public record Diagnosis(List<Part> parts) {

    /**
     * One thing that was examined.
     *
     * @param name of a destination, or {@code service}
     * @param mode of a destination, dry-run or live; null for the service
     */
    public record Part(
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String mode,
            List<Observation> observations) {}

    /** Whether nothing is a problem. */
    public boolean ok() {
        return count(Verdict.PROBLEM) == 0;
    }

    /** How many observations are like that. */
    public long count(Verdict verdict) {
        return parts.stream()
                .flatMap(part -> part.observations().stream())
                .filter(observation -> observation.verdict() == verdict)
                .count();
    }

    /** For people: a line for each observation, and one below it that says what to do. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.name())
                    .append(part.mode() == null ? "" : " (" + part.mode() + ")")
                    .append('\n');
            for (Observation observation : part.observations()) {
                text.append(String.format(
                        Locale.ROOT, "  %-7s  %s%n", observation.verdict().word(), observation.what()));
                if (observation.remedy() != null) {
                    text.append("           → ").append(observation.remedy()).append('\n');
                }
            }
        }
        long problems = count(Verdict.PROBLEM);
        long warnings = count(Verdict.WARNING);
        return text.append('\n')
                .append(problems == 0 ? "No problems" : problems == 1 ? "1 problem" : problems + " problems")
                .append(warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings")
                .append(". Nothing was written or sent.")
                .toString();
    }
}
