package org.activityrelay.relay.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.activityrelay.relay.security.ConsoleSessions;
import org.activityrelay.relay.security.ConsoleSessions.Login;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.ModelMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Logging in with an API key, and out. */
@Controller
class LoginController {

    /** Pages that a login may lead to: our own, and nothing that only looks like it. */
    private static final Pattern PAGES =
            Pattern.compile("/(?:records/[0-9a-f-]{36}|deliveries|unrouted|destinations|audit|persons)?");

    private static final Map<Login, String> REFUSALS = Map.of(
            Login.UNKNOWN_KEY, "This key is not known here. Is all of it there? A key begins with relay_.",
            Login.ROLE_TOO_SMALL,
                    "This key may only hand in records. The console needs one with the role operator or admin: ./relay key new"
                            + " --role operator --name …",
            Login.TOO_MANY_WRONG_KEYS, "Too many wrong keys came from your address. Wait a minute.");

    private final ConsoleSessions sessions;
    private final ConsoleAdvice advice;

    LoginController(ConsoleSessions sessions, ConsoleAdvice advice) {
        this.sessions = sessions;
        this.advice = advice;
    }

    @GetMapping("/login")
    Object form(@RequestParam(defaultValue = "/") String to) {
        return sessions.needsLogin() ? page(null, to) : see("/");
    }

    @PostMapping("/login")
    Object login(
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "/") String to,
            HttpServletRequest request) {
        Login login = sessions.login(request, key);
        return login == Login.ENTERED ? see(own(to)) : page(login, to);
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(HttpServletRequest request) {
        sessions.logout(request);
        return see("/login");
    }

    /** Where the filters lead what they refuse. */
    @RequestMapping("/console/refused")
    ModelAndView refused(
            @RequestAttribute(name = WebAttributes.ACCESS_DENIED_403, required = false) Exception why,
            HttpServletResponse response) {
        return why instanceof CsrfException
                ? advice.page(
                        HttpStatus.FORBIDDEN,
                        "That page was open for too long",
                        "Nothing was done. Go back, reload the page, and do it again; the browser must accept cookies.")
                : advice.page(HttpStatus.FORBIDDEN, "That is not for this key", "It needs a key with another role.");
    }

    private static ModelAndView page(Login refused, String to) {
        ModelAndView page = new ModelAndView(
                "console/login", new ModelMap("refusal", refused == null ? null : REFUSALS.get(refused)));
        page.addObject("to", own(to));
        page.setStatus(status(refused));
        return page;
    }

    private static HttpStatus status(Login refused) {
        if (refused == null) {
            return HttpStatus.OK;
        }
        return switch (refused) {
            case ROLE_TOO_SMALL -> HttpStatus.FORBIDDEN;
            case TOO_MANY_WRONG_KEYS -> HttpStatus.TOO_MANY_REQUESTS;
            default -> HttpStatus.UNAUTHORIZED;
        };
    }

    private static String own(String to) {
        return PAGES.matcher(to).matches() ? to : "/";
    }

    private static ResponseEntity<Void> see(String page) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(page))
                .build();
    }
}
