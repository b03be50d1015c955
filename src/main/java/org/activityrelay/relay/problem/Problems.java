package org.activityrelay.relay.problem;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Problems that HTTP itself defines, and nothing of ours explains better. */
final class Problems {

    private Problems() {}

    /** The problem for a bare status; anything that is no error becomes 404. */
    static Problem of(int status) {
        return status < 400 ? of(404) : Problem.of(status, reason(status), detail(status));
    }

    private static String reason(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "error" : known.name().toLowerCase(Locale.ROOT);
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "The request is malformed.";
            case 404 -> "There is nothing at this address; /openapi.yaml lists what there is.";
            case 405 -> "This address does not know that method; the Allow header lists those it knows.";
            case 406 -> "This address cannot answer in a media type that the Accept header allows.";
            case 408 -> "The request took too long to arrive.";
            case 413 -> "The request is too large.";
            case 414 -> "The address is too long.";
            case 415 -> "This address does not read bodies of that media type.";
            case 431 -> "The request headers are too large.";
            case 503 -> "The service cannot answer now; try again.";
            default ->
                status >= 500
                        ? "The service failed; its log says why."
                        : "The request was refused with status " + status + ".";
        };
    }
}
