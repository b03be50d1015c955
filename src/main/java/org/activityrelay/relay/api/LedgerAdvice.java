package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.problem.Problem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers 503 while the ledger cannot be read or written; after those who say so in their own way. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class LedgerAdvice {

    @ExceptionHandler
    void unavailable(LedgerUnavailableException failure, HttpServletResponse response) throws IOException {
        Problem.of(503, "ledger_unavailable", "The ledger cannot be reached now; try again.")
                .retryAfter(failure.retryAfter())
                .send(response);
    }
}
