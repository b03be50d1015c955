package org.activityrelay.relay.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns whatever a controller or Spring MVC throws into a problem document. */
@RestControllerAdvice
@Order
class ProblemAdvice {

    @ExceptionHandler
    void refused(ProblemException refusal, HttpServletResponse response) throws IOException {
        refusal.problem().send(response);
    }

    @ExceptionHandler
    void gone(AsyncRequestNotUsableException senderIsGone) {
        // Nobody is left to answer.
    }

    @ExceptionHandler
    void failed(Exception failure, HttpServletResponse response) throws IOException {
        if (failure instanceof ErrorResponse known) {
            answer(known.getStatusCode(), known.getHeaders()).send(response);
        } else {
            Problem.unexpected(failure).send(response);
        }
    }

    private static Problem answer(HttpStatusCode status, HttpHeaders headers) {
        Problem problem = Problems.of(status.value());
        headers.forEach((name, values) -> problem.header(name, String.join(", ", values)));
        return problem;
    }
}
