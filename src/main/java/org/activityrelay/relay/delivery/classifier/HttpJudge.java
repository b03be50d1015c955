package org.activityrelay.relay.delivery.classifier;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.AttemptEvidence.Answer;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.apache.camel.http.base.HttpOperationFailedException;

/** HTTP answers: the status decides, Retry-After says when. */
final class HttpJudge implements Judge {

    private final RetryAfter retryAfter;

    HttpJudge(RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        return causes.first(HttpOperationFailedException.class)
                .map(failure -> status(failure.getStatusCode(), header(failure, evidence, "Retry-After")));
    }

    /** Judges by the answer alone, for a route that ended normally or failed in a way nobody knows. */
    Optional<Outcome> judgeAnswer(AttemptEvidence evidence) {
        Answer answer = evidence.answer();
        if (answer == null) {
            return Optional.empty();
        }
        if (answer.status() >= 300) {
            return Optional.of(status(answer.status(), answer.header("Retry-After")));
        }
        return isUnexpectedHtml(evidence) ? Optional.of(Verdict.plainRetry(Reason.UNEXPECTED_HTML)) : Optional.empty();
    }

    /** Whether a success came as a web page although JSON was due. */
    static boolean isUnexpectedHtml(AttemptEvidence evidence) {
        Answer answer = evidence.answer();
        return evidence.isJsonExpected() && answer != null && answer.status() / 100 == 2 && isHtml(answer);
    }

    /** Whether the last answer is a web page. */
    static boolean isHtml(Answer answer) {
        String type = answer == null ? null : answer.header("Content-Type");
        return type != null
                && (type.toLowerCase(Locale.ROOT).startsWith("text/html")
                        || type.toLowerCase(Locale.ROOT).startsWith("application/xhtml"));
    }

    private Outcome status(int status, String after) {
        Duration wait = retryAfter.read(after);
        return switch (status) {
            case 401, 407 -> Verdict.pause(Reason.UNAUTHORIZED);
            case 408 -> new Outcome.Retry(Reason.REQUEST_TIMEOUT.word(), wait, false);
            case 409 -> new Outcome.Retry(Reason.CONFLICT.word(), wait, false);
            case 423 -> new Outcome.Retry(Reason.LOCKED.word(), wait, false);
            case 425 -> new Outcome.Retry(Reason.TOO_EARLY.word(), wait, false);
            case 429 -> new Outcome.Retry(Reason.RATE_LIMITED.word(), wait, false);
            // A gateway forwarded the request and does not know what became of it.
            case 504 -> new Outcome.Retry(Reason.SERVER_ERROR.word(), wait, true);
            case 503 -> new Outcome.Retry(Reason.UNAVAILABLE.word(), wait, false);
            case 400 -> Verdict.reject(Reason.BAD_REQUEST);
            case 403 -> Verdict.reject(Reason.FORBIDDEN);
            case 404 -> Verdict.reject(Reason.NOT_FOUND);
            case 410 -> Verdict.reject(Reason.GONE);
            case 413 -> Verdict.reject(Reason.TOO_LARGE);
            case 422 -> Verdict.reject(Reason.UNPROCESSABLE);
            default -> byClass(status, wait);
        };
    }

    private static Outcome byClass(int status, Duration wait) {
        return switch (status / 100) {
            case 3 -> Verdict.reject(Reason.REDIRECTED);
            case 4 -> Verdict.reject(Reason.REFUSED);
            case 5 -> new Outcome.Retry(Reason.SERVER_ERROR.word(), wait, false);
            default -> new Outcome.Retry(Reason.UNEXPECTED_ERROR.word(), wait, false);
        };
    }

    private static String header(HttpOperationFailedException failure, AttemptEvidence evidence, String name) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (failure.getResponseHeaders() != null) {
            headers.putAll(failure.getResponseHeaders());
        }
        String value = headers.get(name);
        Answer answer = evidence.answer();
        return value != null || answer == null || answer.status() != failure.getStatusCode()
                ? value
                : answer.header(name);
    }
}
