package org.activityrelay.relay.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.ledger.Deliveries;
import org.activityrelay.relay.ledger.Repairs.Candidate;
import org.activityrelay.relay.ledger.Repairs.Forecast;
import org.activityrelay.relay.ledger.Repairs.RerouteForecast;

/**
 * What a repair of many would do, before it does it.
 *
 * @param verb {@code Replay}, {@code Cancel} or {@code Route again}
 * @param title the question
 * @param count how many; a number that was counted to its end, or {@code 100000 or more}
 * @param what which ones, as a part of a sentence
 * @param most how many are done at once, if there are more, else null
 * @param warnings what cannot be taken back
 * @param remarks what else is good to know
 * @param form where the confirmation goes to, and what it carries
 */
record Count(
        String verb,
        String title,
        int number,
        String count,
        String what,
        Integer most,
        List<String> warnings,
        List<String> remarks,
        List<Row> sample,
        Form form) {

    /** @param back where one comes from */
    record Form(String address, Map<String, String> fields, String back) {}

    /** One of the first of them. */
    record Row(String activityId, String time, String about, String interactionId, String outcome) {

        private static Row of(Deliveries.Item item, Clockface clockface) {
            return new Row(
                    item.activityId(),
                    clockface.show(item.receivedAt()),
                    Fact.joined(item.type(), item.service(), item.disposition()),
                    item.interactionId(),
                    Wording.name(item.destination(), item.part()) + ": "
                            + Wording.state(item.state(), item.mode(), item.attempts())
                            + (item.reason() == null ? "" : ", " + item.reason()));
        }

        private static Row of(Candidate candidate, Clockface clockface) {
            String destinations = String.join(", ", candidate.destinations());
            return new Row(
                    candidate.activityId(),
                    clockface.show(candidate.receivedAt()),
                    null,
                    candidate.interactionId(),
                    destinations.isEmpty() ? "no rule wants it now either" : "goes to " + destinations);
        }
    }

    static Count replay(Forecast forecast, String what, int most, Form form, Clockface clockface) {
        List<String> warnings = new ArrayList<>();
        forecast.overwritten()
                .forEach((destination, count) -> warnings.add(Wording.many(count, "record") + " that " + destination
                        + " holds already will be overwritten there."));
        forecast.sentAgain()
                .forEach((destination, count) -> warnings.add(Wording.many(count, "delivery") + " that " + destination
                        + " has already received will be sent there again, as a second copy."));
        List<String> remarks = new ArrayList<>();
        remarks.add("The newest revision of each record only."
                + (forecast.outdated() == 0
                        ? ""
                        : " " + Wording.many(forecast.outdated(), "delivery")
                                + " of older revisions match, too, and are skipped."));
        if (!forecast.stillInDryRun().isEmpty()) {
            remarks.add("Still in dry run, so that what was only recorded is left alone: "
                    + String.join(", ", forecast.stillInDryRun()) + ".");
        }
        return of("Replay", forecast, what, most, warnings, remarks, form, clockface);
    }

    static Count cancel(Forecast forecast, String what, int most, Form form, Clockface clockface) {
        return of(
                "Cancel",
                forecast,
                what,
                most,
                List.of(),
                List.of(
                        "What is cancelled is not delivered any more. It stays in the ledger and can be replayed.",
                        "What is being delivered at that moment may still arrive."),
                form,
                clockface);
    }

    private static Count of(
            String verb,
            Forecast forecast,
            String what,
            int most,
            List<String> warnings,
            List<String> remarks,
            Form form,
            Clockface clockface) {
        return new Count(
                verb,
                verb + " " + counted(forecast.count(), "delivery") + "?",
                forecast.count(),
                counted(forecast.count()),
                what,
                forecast.count() > most ? most : null,
                warnings,
                remarks,
                forecast.sample().stream().map(item -> Row.of(item, clockface)).toList(),
                form);
    }

    static Count reroute(RerouteForecast forecast, String what, int most, Form form, Clockface clockface) {
        return new Count(
                "Route again",
                "Route " + counted(forecast.count(), "record") + " again?",
                forecast.count(),
                counted(forecast.count()),
                what,
                forecast.count() > most ? most : null,
                List.of(),
                List.of(
                        "The rules that run now are asked. What a record lacks is added; nothing delivered is repeated.",
                        "Records whose id looks wrong (suspicious_id) are left alone unless you ask for that reason."),
                forecast.sample().stream()
                        .map(candidate -> Row.of(candidate, clockface))
                        .toList(),
                form);
    }

    /** Whether it changed too much since it was counted to be what was meant. */
    static boolean differs(int now, int then) {
        return 10L * Math.abs(now - then) > then;
    }

    /** An instant in a hidden field. */
    static Instant instant(Long millis) {
        if (millis == null) {
            throw RefusedException.malformed("The form is not complete. Go back, reload the page, and do it again.");
        }
        return Instant.ofEpochMilli(millis);
    }

    private static String counted(int count, String what) {
        return count >= Deliveries.MOST_COUNTED
                ? count + " or more " + Wording.many(2, what).substring(2)
                : Wording.many(count, what);
    }

    private static String counted(int count) {
        return count >= Deliveries.MOST_COUNTED ? count + " or more" : Integer.toString(count);
    }
}
