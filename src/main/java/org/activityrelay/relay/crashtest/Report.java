package org.activityrelay.relay.crashtest;

import java.io.PrintWriter;
import java.util.List;

/**
 * What came of a run.
 *
 * @param seed to repeat it
 * @param rounds one line of the table each
 * @param violations sentences, by round; empty when every promise was kept
 */
public record Report(long seed, List<Line> rounds, List<String> violations) {

    /** One round in figures. */
    public record Line(
            int round,
            int kills,
            int http,
            int files,
            int queue,
            int deliveries,
            int retries,
            int ambiguous,
            int extras,
            int violations,
            double seconds) {

        private static final String FORMAT = "| %5s | %5s | %6s | %6s | %6s | %10s | %7s | %9s | %6s | %10s | %7s |%n";

        static void head(PrintWriter out) {
            out.printf(
                    FORMAT,
                    "round",
                    "kills",
                    "http",
                    "files",
                    "queue",
                    "deliveries",
                    "retries",
                    "ambiguous",
                    "extras",
                    "violations",
                    "seconds");
            out.printf(FORMAT, (Object[])
                    "----: ----: -----: -----: -----: ---------: ------: --------: -----: ---------: ------:"
                            .split(" "));
            out.flush();
        }

        void print(PrintWriter out, String name) {
            out.printf(
                    FORMAT,
                    name,
                    kills,
                    http,
                    files,
                    queue,
                    deliveries,
                    retries,
                    ambiguous,
                    extras,
                    violations,
                    Math.round(seconds));
            out.flush();
        }

        private static Line sum(Line a, Line b) {
            return new Line(
                    0,
                    a.kills + b.kills,
                    a.http + b.http,
                    a.files + b.files,
                    a.queue + b.queue,
                    a.deliveries + b.deliveries,
                    a.retries + b.retries,
                    a.ambiguous + b.ambiguous,
                    a.extras + b.extras,
                    a.violations + b.violations,
                    a.seconds + b.seconds);
        }
    }

    /** All rounds together. */
    public Line total() {
        return rounds.stream().reduce(Line::sum).orElseThrow();
    }
}
