package org.activityrelay.relay.console;

import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.problem.Problem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.ModelAndView;

/** Refusals of the console, as pages. */
@ControllerAdvice(basePackageClasses = ConsoleAdvice.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleAdvice {

    private final PageFrame frame;

    ConsoleAdvice(PageFrame frame) {
        this.frame = frame;
    }

    @ExceptionHandler
    ModelAndView refused(RefusedException refusal) {
        return page(refusal.status(), refusal.title(), refusal.advice());
    }

    @ExceptionHandler
    ModelAndView unavailable(LedgerUnavailableException failure) {
        return page(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The ledger does not answer now",
                "Nothing is lost: senders are asked to come back, and records that were accepted are stored. Reload this"
                        + " page in a moment. If it stays like this, look at the database and at /actuator/health.");
    }

    @ExceptionHandler
    void gone(AsyncRequestNotUsableException readerIsGone) {
        // Nobody is left to answer.
    }

    @ExceptionHandler
    ModelAndView failed(Exception failure) {
        if (failure instanceof ErrorResponse known) {
            return page(known.getStatusCode(), "That is not possible", "This address does not know that request.");
        }
        Problem.unexpected(failure);
        return page(
                HttpStatus.INTERNAL_SERVER_ERROR, "The service failed", "Its log says why. Nothing accepted is lost.");
    }

    /** A page that only says what is wrong and what to do. */
    ModelAndView page(HttpStatusCode status, String title, String advice) {
        ModelAndView page = new ModelAndView("console/message");
        page.setStatus(status);
        frame.put(page.getModelMap());
        page.addObject("title", title).addObject("advice", advice);
        return page;
    }
}
