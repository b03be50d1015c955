package org.activityrelay.relay.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.util.UriComponentsBuilder;

/** The console's own filter chain: people with a browser log in with a key and are then known by a cookie. */
@Configuration(proxyBeanMethods = false)
class ConsoleSecurityConfiguration {

    /** Nothing inline and nothing from elsewhere; what a page of ours needs comes from us. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String LOGIN = "/login";
    private static final String REFUSED = "/console/refused";
    /** What a browser needs to show the login page. */
    private static final RequestMatcher PUBLIC = paths(LOGIN, "/console/*");

    private static final RequestMatcher CONSOLE = paths(
            "/",
            LOGIN,
            "/logout",
            "/console/**",
            "/search",
            "/records/**",
            "/deliveries/**",
            "/unrouted/**",
            "/destinations/**",
            "/audit/**",
            "/persons/**",
            "/done/**");

    /** Everything that is held about a person, and erasing it. */
    private static final RequestMatcher ADMIN = paths("/persons/**");

    @Bean
    ConsoleSessions consoleSessions(
            SecuritySettings settings, ApiKeys keys, RateLimits limits, ObjectProvider<Clock> clock) {
        return new ConsoleSessions(keys, limits, settings.session(), clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    @Order(1)
    SecurityFilterChain consoleFilterChain(
            HttpSecurity http, SecuritySettings settings, ConsoleSessions sessions, RateLimits limits)
            throws Exception {
        withoutSpringsSessions(http);
        return http.securityMatcher(CONSOLE)
                // Without any referrer, browsers would call the origin of our own forms "null".
                .headers(headers -> SecurityConfiguration.headers(headers, POLICY, "same-origin"))
                .addFilterAfter(new HostFilter(settings.hosts()), HeaderWriterFilter.class)
                // Pages that may hand in records may still not act for an operator: no foreign origin at all.
                .addFilterAfter(OriginFilters.of(List.of()), HostFilter.class)
                .addFilterBefore(new ConsoleSessionFilter(sessions, limits), CsrfFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens()))
                .authorizeHttpRequests(rules -> rules.requestMatchers(PUBLIC)
                        .permitAll()
                        .requestMatchers(ADMIN)
                        .hasRole(Role.ADMIN.name())
                        .anyRequest()
                        .hasRole(Role.OPERATOR.name()))
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(
                                (request, response, none) -> toLogin(request, response))
                        .accessDeniedHandler(refusedPage()))
                .build();
    }

    /** In a cookie, so that whoever is not logged in leaves nothing in memory here. */
    private static CookieCsrfTokenRepository tokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("relay-csrf");
        tokens.setCookieCustomizer(
                cookie -> cookie.httpOnly(true).sameSite("Strict").path("/"));
        return tokens;
    }

    private static AccessDeniedHandlerImpl refusedPage() {
        AccessDeniedHandlerImpl handler = new AccessDeniedHandlerImpl();
        handler.setErrorPage(REFUSED);
        return handler;
    }

    /** A whole page is sent to the login; a part of one tells the page in the browser to go there. */
    private static void toLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String login = UriComponentsBuilder.fromPath(LOGIN)
                .queryParam("to", "{to}")
                .encode()
                .buildAndExpand("GET".equals(request.getMethod()) ? request.getRequestURI() : "/")
                .toUriString();
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", LOGIN);
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.setHeader(HttpHeaders.LOCATION, login);
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        }
    }

    private static void withoutSpringsSessions(HttpSecurity http) throws Exception {
        http.securityContext(none -> none.securityContextRepository(new NullSecurityContextRepository()))
                .sessionManagement(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable) // OriginFilters does it, for every origin
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable);
    }

    private static RequestMatcher paths(String... patterns) {
        return new OrRequestMatcher(Stream.of(patterns)
                .<RequestMatcher>map(
                        pattern -> PathPatternRequestMatcher.withDefaults().matcher(pattern))
                .toList());
    }
}
