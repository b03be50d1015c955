package org.activityrelay.relay.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;

/** One request body on its way into memory: read once, never more than allowed, neither slowly nor from a packed bomb. */
final class HttpBody {

    private static final int FIRST = 8 * 1024;

    /** What the container holds for a request in flight besides its body: measured 115 kB. */
    static final int OVERHEAD = 100 * 1024;

    private final HttpSettings settings;
    private final HttpBudget budget;
    private final long deadline;
    private long taken;

    private HttpBody(HttpSettings settings, HttpBudget budget) {
        this.settings = settings;
        this.budget = budget;
        this.deadline = System.nanoTime() + settings.readTimeout().toNanos();
    }

    /**
     * Reads the whole body. It counts against the budget until it is released.
     *
     * @throws ProblemException 400, 408, 413, 415 or 503, having given everything back
     */
    static Held read(HttpServletRequest request, HttpSettings settings, HttpBudget budget) {
        HttpBody body = new HttpBody(settings, budget);
        boolean read = false;
        try {
            body.take(OVERHEAD);
            byte[] bytes = body.bytes(request);
            read = true;
            return new Held(bytes, budget, body.taken);
        } catch (SocketTimeoutException slow) {
            throw refused(408, "slow_body", "The body took too long to arrive.");
        } catch (IOException broken) {
            throw refused(
                    400,
                    "broken_body",
                    "The body ends early, or is not what Transfer-Encoding or Content-Encoding says.");
        } finally {
            if (!read) {
                budget.giveBack(body.taken);
            }
        }
    }

    private byte[] bytes(HttpServletRequest request) throws IOException {
        boolean packed = isPacked(request.getHeader("Content-Encoding"));
        long declared = request.getContentLengthLong();
        if (declared > settings.maxBody().toBytes()) {
            throw tooLarge();
        }
        InputStream in = request.getInputStream();
        return declared >= 0 && !packed ? exactly((int) declared, in) : growing(packed ? new GZIPInputStream(in) : in);
    }

    private byte[] exactly(int length, InputStream in) throws IOException {
        take(length);
        byte[] bytes = new byte[length];
        if (fill(bytes, 0, in) < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private byte[] growing(InputStream in) throws IOException {
        int most = Math.toIntExact(settings.maxBody().toBytes());
        take(FIRST);
        byte[] bytes = new byte[FIRST];
        int length = fill(bytes, 0, in);
        while (length == bytes.length) {
            if (length > most) {
                throw tooLarge();
            }
            // One more than allowed, to tell a full body from one that goes on.
            int larger = (int) Math.min(length * 2L, most + 1L);
            take(larger - length);
            bytes = Arrays.copyOf(bytes, Math.max(larger, length));
            length = fill(bytes, length, in);
            if (length > most) {
                throw tooLarge();
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Reads until the array is full or the body ends; answers how much of the array is filled. */
    private int fill(byte[] bytes, int from, InputStream in) throws IOException {
        int length = from;
        while (length < bytes.length) {
            int got = in.read(bytes, length, bytes.length - length);
            if (got < 0) {
                break;
            }
            length += got;
            if (length < bytes.length && System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException();
            }
        }
        return length;
    }

    private void take(long bytes) {
        if (!budget.take(bytes)) {
            throw new ProblemException(Problem.of(503, "too_busy", "Too much is being stored at once; send this again.")
                    .retryAfter(Duration.ofSeconds(1)));
        }
        taken += bytes;
    }

    private static boolean isPacked(String encoding) {
        if (encoding == null) {
            return false;
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new ProblemException(
                        Problem.of(415, "unsupported_encoding", "A body may be packed with gzip, or not at all.")
                                .header("Accept-Encoding", "gzip"));
        };
    }

    private ProblemException tooLarge() {
        return refused(
                413,
                "body_too_large",
                "The body has more than " + settings.maxBody().toBytes()
                        + " bytes (relay.intake.http.max-body); it was not kept. Send a batch in smaller parts.");
    }

    private static ProblemException refused(int status, String reason, String detail) {
        return new ProblemException(Problem.of(status, reason, detail));
    }

    /**
     * A body in memory, and the request that brought it.
     *
     * @param taken what both take from the budget
     */
    record Held(byte[] bytes, HttpBudget budget, long taken) {

        /** Gives back what the bytes take; once, when nobody needs them any more. */
        void releaseBytes() {
            budget.giveBack(taken - OVERHEAD);
        }

        /** Gives back what the request takes; once, when it is answered. */
        void releaseRequest() {
            budget.giveBack(OVERHEAD);
        }

        /** Gives back everything. */
        void release() {
            budget.giveBack(taken);
        }
    }
}
