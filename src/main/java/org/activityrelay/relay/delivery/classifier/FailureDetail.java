package org.activityrelay.relay.delivery.classifier;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.activityrelay.relay.delivery.ClassifiedException;
import org.activityrelay.relay.delivery.Masking;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What operators read of an attempt: where, what the receiver said, and what broke; without secrets and persons. */
final class FailureDetail {

    private static final int BRIEF = 200;

    private final Causes causes;
    private final AttemptEvidence evidence;

    FailureDetail(Causes causes, AttemptEvidence evidence) {
        this.causes = causes;
        this.evidence = evidence;
    }

    /** Null when there is nothing to say. */
    String text() {
        String said = Stream.of(evidence.place(), failure(), answer())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(": "));
        return said.isEmpty() ? null : Masking.mask(said, evidence.claim().activity());
    }

    /** How the receiver confirmed it, briefly: a queue id, the id of a record, who was left out. Null if it did not. */
    String confirmation() {
        Answer last = evidence.answer();
        String said = Stream.concat(evidence.notes().stream(), Stream.ofNullable(last == null ? null : last.excerpt()))
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(": "));
        if (said.isEmpty()) {
            return null;
        }
        String masked = Masking.mask(said, evidence.claim().activity());
        return masked.substring(
                0, masked.offsetByCodePoints(0, Math.min(BRIEF, masked.codePointCount(0, masked.length()))));
    }

    /** The receiver's HTTP status or SMTP code, or null. */
    Integer statusCode() {
        Optional<HttpOperationFailedException> http = causes.first(HttpOperationFailedException.class);
        if (http.isPresent()) {
            return http.get().getStatusCode();
        }
        Integer smtp = MailJudge.code(causes);
        return smtp != null || evidence.answer() == null
                ? smtp
                : Integer.valueOf(evidence.answer().status());
    }

    private String failure() {
        Optional<HttpOperationFailedException> http = causes.first(HttpOperationFailedException.class);
        if (http.isPresent()) {
            return http(http.get());
        }
        return MappingPlace.of(causes).orElseGet(this::messages);
    }

    private static String http(HttpOperationFailedException http) {
        String to = http.getRedirectLocation() == null ? "" : ", pointing to " + http.getRedirectLocation();
        return "HTTP " + http.getStatusCode() + " from " + http.getUri() + to;
    }

    /** What the receiver said, if it is part of the trouble: the answer to an earlier lookup is not. */
    private String answer() {
        Optional<HttpOperationFailedException> http = causes.first(HttpOperationFailedException.class);
        Answer last = evidence.answer();
        boolean troubled = last != null && (last.status() >= 300 || HttpJudge.isHtml(last));
        String said = troubled ? last.excerpt() : null;
        if (said == null || said.isBlank()) {
            said = http.map(HttpOperationFailedException::getResponseBody).orElse(null);
        }
        return said == null || said.isBlank() ? null : said.strip();
    }

    /** What wraps says the least and may quote the message; the outermost own word and the innermost are kept. */
    private String messages() {
        if (causes.root() == null) {
            return evidence.answer() == null
                    ? null
                    : "answered " + evidence.answer().status();
        }
        Throwable outer = causes.stream()
                .filter(link -> !(link instanceof CamelExecutionException) && !onlyRepeats(link))
                .findFirst()
                .orElse(causes.root());
        String first = line(outer);
        String last = line(causes.root());
        return outer == causes.root() || repeats(first, causes.root()) ? first : first + "; " + last;
    }

    private static boolean onlyRepeats(Throwable link) {
        return link.getCause() != null
                && link.getCause() != link
                && (link.getMessage() == null || repeats(link.getMessage(), link.getCause()));
    }

    private static boolean repeats(String text, Throwable inner) {
        return inner.getMessage() != null && text.contains(inner.getMessage());
    }

    /** The first line only: databases put the refused row into the next. */
    private static String line(Throwable link) {
        String message = link.getMessage();
        String first =
                message == null ? "" : message.strip().lines().findFirst().orElse("");
        if (link instanceof ClassifiedException && !first.isEmpty()) {
            return first;
        }
        return link.getClass().getSimpleName() + (first.isEmpty() ? "" : ": " + first);
    }
}
