package org.activityrelay.relay.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.thymeleaf.exceptions.TemplateProcessingException;

/**
 * Answers with a fixed page when making a page fails, which is too late for a controller's advice. Fixed, because what
 * failed once might fail again, and might show a person.
 */
@Component
class ConsoleFailureFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ConsoleFailureFilter.class);

    private final byte[] page;

    /** Throws IOException when the page is missing, so that the start fails. */
    ConsoleFailureFilter(Assets assets) throws IOException {
        String text = new ClassPathResource("console/failed.html").getContentAsString(StandardCharsets.UTF_8);
        page = text.replace("{version}", assets.version()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException failure) {
            if (response.isCommitted() || !isOurs(request)) {
                throw failure;
            }
            tell(failure);
            response.resetBuffer();
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            response.setContentType(MediaType.TEXT_HTML_VALUE + ";charset=UTF-8");
            response.setContentLength(page.length);
            response.getOutputStream().write(page);
        }
    }

    private static boolean isOurs(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
                && handler.getBeanType().getPackageName().equals(ConsoleFailureFilter.class.getPackageName());
    }

    /** Where, but not the message: it might quote what the page was about. */
    private static void tell(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateProcessingException template && template.getLine() != null) {
                log.error(
                        "Page {} cannot be made; it fails in line {}", template.getTemplateName(), template.getLine());
                break;
            }
        }
        Problem.unexpected(failure);
    }
}
