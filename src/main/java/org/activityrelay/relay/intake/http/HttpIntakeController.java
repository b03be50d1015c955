package org.activityrelay.relay.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.delivery.Destinations;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP door: records are posted here. */
@RestController
class HttpIntakeController {

    private final HttpIntakeDoor door;
    private final HttpSettings settings;
    private final HttpBudget budget;
    private final HttpLater later;
    private final HttpWaiting waiting;
    private final HttpKeeper keeper;
    private final Destinations destinations;

    HttpIntakeController(
            HttpIntakeDoor door,
            HttpSettings settings,
            HttpBudget budget,
            HttpLater later,
            HttpWaiting waiting,
            HttpKeeper keeper,
            Destinations destinations) {
        this.door = door;
        this.settings = settings;
        this.budget = budget;
        this.later = later;
        this.waiting = waiting;
        this.keeper = keeper;
        this.destinations = destinations;
    }

    @PostMapping(HttpAnswers.ACTIVITIES)
    void accept(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpWait wait = HttpWait.of(request.getQueryString(), settings.waiting().max(), () -> destinations
                .current()
                .keySet());
        String type = HttpMediaTypes.known(request.getContentType());
        Caller caller = Caller.current();
        HttpBody.Held body = HttpBody.read(request, settings, budget);
        if ("".equals(type)) {
            keeper.keep(body, request.getContentType(), caller).send(response);
            return;
        }
        if (wait != null && isBatch(type, body.bytes())) {
            body.release();
            throw new ProblemException(Problem.of(400, "bad_parameter", "A batch cannot wait; nothing was stored.")
                    .parameter("wait", "Post the record alone, or leave the parameter out."));
        }
        CompletableFuture<Receipt> stored = submit(body, type, caller);
        if (wait == null) {
            later.answer(request, settings.timeout(), stored, HttpAnswers::of, body::releaseRequest);
        } else {
            Duration patience = settings.timeout().plus(wait.patience());
            later.answer(request, patience, waited(stored, wait), answer -> answer, body::releaseRequest);
        }
    }

    private CompletableFuture<Receipt> submit(HttpBody.Held body, String type, Caller caller) {
        try {
            return door.submit(new Body(body.bytes(), type, "http", null, caller.tenant(), caller.name()))
                    .whenComplete((receipt, failure) -> body.releaseBytes());
        } catch (RuntimeException e) {
            body.releaseBytes();
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<HttpAnswer> waited(CompletableFuture<Receipt> stored, HttpWait wait) {
        return stored.thenCompose(receipt ->
                delivered(receipt, wait).thenApply(delivered -> HttpAnswers.waited(receipt, wait, delivered)));
    }

    private CompletableFuture<HttpDelivered> delivered(Receipt receipt, HttpWait wait) {
        return !receipt.batch()
                        && receipt.items().get(0) instanceof Receipt.Stored stored
                        && stored.accepted().id() != null
                ? waiting.await(stored.accepted().id(), wait)
                : CompletableFuture.completedFuture(null);
    }

    private static boolean isBatch(String type, byte[] bytes) {
        if (HttpMediaTypes.NDJSON.equals(type) || HttpMediaTypes.EVENT_BATCH.equals(type)) {
            return true;
        }
        int first = 0;
        while (first < bytes.length && bytes[first] <= ' ' && bytes[first] >= 0) {
            first++;
        }
        return first < bytes.length && bytes[first] == '[';
    }
}
