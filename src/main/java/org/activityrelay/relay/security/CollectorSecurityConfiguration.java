package org.activityrelay.relay.security;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The collector's files: everybody may load them, from any page. What the collector sends is not handled here. */
@Configuration(proxyBeanMethods = false)
class CollectorSecurityConfiguration {

    /** The demonstration frames its own desktop. */
    private static final String DEMO_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private static final RequestMatcher SENT = path(SecurityConfiguration.COLLECTOR);
    private static final RequestMatcher DEMO =
            new OrRequestMatcher(path("/collector/demo"), path("/collector/demo/**"));
    private static final RequestMatcher FILES =
            new AndRequestMatcher(path("/collector/v1/*"), new NegatedRequestMatcher(SENT));

    @Bean
    @Order(2)
    SecurityFilterChain collectorFilterChain(HttpSecurity http, SecuritySettings settings, RateLimits limits)
            throws Exception {
        SecurityConfiguration.withoutSessions(http);
        return http.securityMatcher(FILES)
                .headers(headers -> SecurityConfiguration.headers(
                        headers, "default-src 'none'; frame-ancestors 'none'", "no-referrer", "cross-origin", "DENY"))
                .addFilterAfter(new HostFilter(settings.hosts()), HeaderWriterFilter.class)
                .addFilterAfter(OriginFilters.forEverybody(), HostFilter.class)
                .addFilterAfter(new AddressFilter(limits), HostFilter.class)
                .authorizeHttpRequests(rules -> rules.requestMatchers(
                                PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, "/collector/v1/*"),
                                PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.HEAD, "/collector/v1/*"))
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(SecurityConfiguration::refusals)
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain collectorDemoFilterChain(HttpSecurity http, SecuritySettings settings, RateLimits limits)
            throws Exception {
        SecurityConfiguration.withoutSessions(http);
        return http.securityMatcher(DEMO)
                .headers(headers ->
                        SecurityConfiguration.headers(headers, DEMO_POLICY, "same-origin", "same-origin", "SAMEORIGIN"))
                .addFilterAfter(new HostFilter(settings.hosts()), HeaderWriterFilter.class)
                .addFilterAfter(OriginFilters.of(List.of()), HostFilter.class)
                .addFilterAfter(new AddressFilter(limits), HostFilter.class)
                .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                .build();
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }
}
