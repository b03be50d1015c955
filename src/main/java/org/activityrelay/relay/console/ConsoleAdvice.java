package org.activityrelay.relay.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.activityrelay.relay.problem.Problem;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
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

    /** Seconds. */
    private static final long LOOK_AGAIN = 5;

    private final PageFrame frame;

    ConsoleAdvice(PageFrame frame) {
        this.frame = frame;
    }

    @ExceptionHandler
    ModelAndView refused(RefusedException refusal) {
        return page(refusal.status(), refusal.title(), refusal.advice()).addObject("back", refusal.back());
    }

    /** Looks again by itself: at the same page, or at the first one if this was no page but a form. */
    @ExceptionHandler
    ModelAndView unavailable(
            LedgerUnavailableException failure, HttpServletRequest request, HttpServletResponse answer) {
        boolean page = HttpMethod.GET.matches(request.getMethod());
        answer.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(LOOK_AGAIN));
        return page(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The ledger does not answer now",
                        "Nothing is lost: senders are asked to come back, and records that were accepted are stored. This page"
                                + " looks again every few seconds. If it stays like this, look at the database and at"
                                + " /actuator/health.")
                .addObject("refresh", page ? Long.toString(LOOK_AGAIN) : LOOK_AGAIN + "; url=/");
    }

    @ExceptionHandler
    void gone(AsyncRequestNotUsableException readerIsGone) {
        // Nobody is left to answer.
    }

    @ExceptionHandler
    ModelAndView failed(Exception failure) {
        if (failure instanceof TypeMismatchException) {
            return page(
                    HttpStatus.BAD_REQUEST, "That cannot be understood", "A value in the address is of another kind.");
        }
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
