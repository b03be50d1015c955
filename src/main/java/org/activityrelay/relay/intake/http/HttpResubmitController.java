package org.activityrelay.relay.intake.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.ledger.Rejections;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An operator hands in the corrected body of a rejection. */
@RestController
class HttpResubmitController {

    private final HttpIntakeDoor door;
    private final HttpSettings settings;
    private final HttpBudget budget;
    private final Rejections rejections;

    HttpResubmitController(HttpIntakeDoor door, HttpSettings settings, HttpBudget budget, Rejections rejections) {
        this.door = door;
        this.settings = settings;
        this.budget = budget;
        this.rejections = rejections;
    }

    @PostMapping(HttpAnswers.REJECTIONS + "/{id}/resubmit")
    void resubmit(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Caller caller = Caller.current();
        Rejections.Kept kept = open(id, caller);
        HttpBody.Held body = HttpBody.read(request, settings, budget);
        Body corrected = new Body(
                body.bytes(),
                HttpMediaTypes.JSON,
                "http",
                "rejection " + id,
                kept.rejection().tenant(),
                caller.name());
        answer(id, corrected, body).send(response);
    }

    private HttpAnswer answer(String id, Body corrected, HttpBody.Held body) {
        try {
            Receipt receipt = stored(corrected);
            if (receipt.items().stream().allMatch(Receipt.Stored.class::isInstance)) {
                Receipt.Stored first = (Receipt.Stored) receipt.items().get(0);
                rejections.corrected(id, first.accepted().id());
            }
            return HttpAnswers.of(receipt);
        } catch (ExecutionException e) {
            return HttpLater.failed(e.getCause());
        } catch (LedgerUnavailableException e) {
            return HttpLater.failed(e);
        } finally {
            body.release();
        }
    }

    /** Waits on this thread: an operator's action is rare, and noting the correction must come after storing it. */
    private Receipt stored(Body corrected) throws ExecutionException {
        try {
            return door.submit(corrected).get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new LedgerUnavailableException("storing took too long", Duration.ofSeconds(5), slow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("the service is stopping", Duration.ofSeconds(5), e);
        }
    }

    private Rejections.Kept open(String id, Caller caller) {
        Rejections.Kept kept = rejections
                .find(id)
                .filter(found -> caller.mayRead(found.rejection().tenant()))
                .orElseThrow(() ->
                        new ProblemException(Problem.of(404, "unknown_rejection", "There is no such rejection.")));
        if (kept.activityId() != null) {
            throw new ProblemException(
                    Problem.of(409, "already_corrected", "A corrected body of this rejection has been stored already.")
                            .with("activity", HttpAnswers.activity(kept.activityId())));
        }
        return kept;
    }
}
