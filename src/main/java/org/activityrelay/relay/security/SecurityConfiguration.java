package org.activityrelay.relay.security;

import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.activityrelay.relay.problem.Problem;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfiguration {

    static final String INTAKE = "/api/v1/activities";
    static final String COLLECTOR = "/collector/v1/activities";

    @Bean
    ApiKeys apiKeys(SecuritySettings settings) {
        return new ApiKeys(settings.keys());
    }

    @Bean
    RateLimits rateLimits(SecuritySettings settings) {
        return new RateLimits(settings.rate(), TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    BearerTokens bearerTokens(SecuritySettings settings) {
        return new BearerTokens(settings.jwt());
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http, SecuritySettings settings, ApiKeys keys, RateLimits limits, BearerTokens tokens)
            throws Exception {
        withoutSessions(http);
        return http.headers(headers -> headers(headers, "default-src 'none'; frame-ancestors 'none'", "no-referrer"))
                .addFilterAfter(new HostFilter(settings.hosts()), HeaderWriterFilter.class)
                .addFilterAfter(OriginFilters.of(settings.origins()), HostFilter.class)
                .addFilterBefore(new KeyFilter(keys, limits, tokens), AuthorizationFilter.class)
                .authorizeHttpRequests(SecurityConfiguration::rules)
                .addFilterBefore(new HttpsFilter(COLLECTOR), KeyFilter.class)
                .addFilterAfter(new JsonOnlyFilter(Set.of(INTAKE, COLLECTOR)), AuthorizationFilter.class)
                .exceptionHandling(SecurityConfiguration::refusals)
                .build();
    }

    /** Observing each filter of each request took half of the time of an accept (docs/decisions/0005). */
    @Bean
    SecurityObservationSettings withoutObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    RequestRejectedHandler suspiciousRequests() {
        return (request, response, why) -> Problem.of(
                        400,
                        "suspicious_request",
                        "The address or a header holds what no sender of this service needs.")
                .send(response);
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        rules.requestMatchers(
                        path("/actuator/health"), path("/actuator/health/liveness"), path("/actuator/health/readiness"))
                .permitAll()
                .requestMatchers(path("/openapi.yaml"), path("/openapi.json"), path("/schema/*"))
                .permitAll()
                .requestMatchers(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, INTAKE))
                .hasRole(Role.INGEST.name())
                .requestMatchers(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, COLLECTOR))
                .hasRole(Role.PUBLISH.name())
                // Of its own records, and not all of them: ActivityController.
                .requestMatchers(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, INTAKE + "/{id}"))
                .hasRole(Role.INGEST.name())
                .requestMatchers(path("/api/v1/erasures"), path("/api/v1/person-files"))
                .hasRole(Role.ADMIN.name())
                .anyRequest()
                .hasRole(Role.OPERATOR.name());
    }

    static void refusals(ExceptionHandlingConfigurer<HttpSecurity> refusals) {
        refusals.authenticationEntryPoint(
                        (request, response, none) -> keyNeeded(request).send(response))
                .accessDeniedHandler((request, response, denied) -> roleNeeded().send(response));
    }

    private static RequestMatcher path(String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(path);
    }

    static void withoutSessions(HttpSecurity http) throws Exception {
        http.securityContext(none -> none.securityContextRepository(new NullSecurityContextRepository()))
                .sessionManagement(AbstractHttpConfigurer::disable)
                .csrf(AbstractHttpConfigurer::disable) // nothing here is authenticated by a cookie
                .cors(AbstractHttpConfigurer::disable) // OriginFilters does it, for every origin
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable);
    }

    static void headers(HeadersConfigurer<HttpSecurity> headers, String contentSecurityPolicy, String referrerPolicy) {
        headers(headers, contentSecurityPolicy, referrerPolicy, "same-origin", "DENY");
    }

    /**
     * @param readers which pages may load the answer ({@code Cross-Origin-Resource-Policy})
     * @param framing which pages may frame it ({@code X-Frame-Options})
     */
    static void headers(
            HeadersConfigurer<HttpSecurity> headers,
            String contentSecurityPolicy,
            String referrerPolicy,
            String readers,
            String framing) {
        headers.defaultsDisabled()
                .httpStrictTransportSecurity(overTls -> {})
                .addHeaderWriter(new StaticHeadersWriter(List.of(
                        new Header("Cache-Control", "no-store"),
                        new Header("Content-Security-Policy", contentSecurityPolicy),
                        new Header("Cross-Origin-Resource-Policy", readers),
                        new Header("Referrer-Policy", referrerPolicy),
                        new Header("X-Content-Type-Options", "nosniff"),
                        new Header("X-Frame-Options", framing))))
                .withObjectPostProcessor(new ObjectPostProcessor<HeaderWriterFilter>() {
                    @Override
                    public <F extends HeaderWriterFilter> F postProcess(F filter) {
                        // Answers are written by another thread while this one leaves the filters.
                        filter.setShouldWriteHeadersEagerly(true);
                        return filter;
                    }
                });
    }

    private static Problem keyNeeded(HttpServletRequest request) {
        return Challenge.with(
                request,
                Problem.of(
                        401,
                        "key_needed",
                        "An API key or a bearer token is needed: Authorization: Bearer <key>, or X-API-Key: <key>, or as Basic"
                                + " password."));
    }

    private static Problem roleNeeded() {
        return Problem.of(403, "role_needed", "The role of this API key does not allow that.");
    }
}
