package org.activityrelay.relay.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.activityrelay.relay.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Bearer tokens (JWT) of another issuer: what a web page can hold, because they end soon. Whoever has one may hand in
 * records, and no more. Issuer, audience and an end are required of each (RFC 8725).
 */
final class BearerTokens {

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);

    // Three parts of base64url; a key of ours has no dots.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final int LONGEST_NAME = 200;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Only signatures whose verifying key may be public: no shared secrets, and never none. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

    private final SecuritySettings.Jwt settings;
    private final JwtDecoder decoder;

    /** Throws {@link MisconfiguredException} when a part is missing. */
    BearerTokens(SecuritySettings.Jwt settings) {
        this.settings = settings;
        this.decoder = settings != null && settings.configured() ? decoder(settings) : null;
    }

    /** The token in a request; null when there is none, or none are taken. */
    String presented(HttpServletRequest request) {
        if (decoder == null || request.getHeader(PresentedKey.HEADER) != null) {
            return null;
        }
        String presented = PresentedKey.of(request);
        return presented != null && TOKEN.matcher(presented).matches() ? presented : null;
    }

    /** Whom a token belongs to. */
    Caller caller(String token) {
        Jwt jwt = decode(token);
        String agent = jwt.getClaims().get(settings.agentClaim()) instanceof String claim ? claim.strip() : null;
        boolean usable = agent != null && !agent.isEmpty() && agent.length() <= LONGEST_NAME;
        return new Caller(name(jwt), Role.INGEST, tenant(), usable ? agent : null);
    }

    private Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw new RefusedException(problem(e), e instanceof JwtValidationException);
        } catch (JwtException | JwtDecoderInitializationException | IllegalStateException e) {
            LOG.warn(
                    "A bearer token could not be verified, because the issuer's keys cannot be had: {}",
                    e.getClass().getName());
            throw new IssuerAwayException();
        }
    }

    private String tenant() {
        return SecuritySettings.Jwt.isSet(settings.tenant()) ? settings.tenant() : null;
    }

    private static String name(Jwt jwt) {
        String subject = String.valueOf(jwt.getSubject());
        return "token:" + (subject.length() > LONGEST_NAME ? subject.substring(0, LONGEST_NAME) : subject);
    }

    /** Says which rule was broken; never what the token says. */
    private static Problem problem(BadJwtException e) {
        Problem problem = Problem.of(
                401, "token_refused", "The bearer token is not valid here. Get a new one and send the request again.");
        if (e instanceof JwtValidationException broken) {
            List<String> rules = broken.getErrors().stream()
                    .map(OAuth2Error::getErrorCode)
                    .filter(code -> code.startsWith("relay_"))
                    .map(code -> code.substring("relay_".length()))
                    .toList();
            problem.with("rules", rules.isEmpty() ? List.of("expired_or_too_early") : rules);
        }
        return problem;
    }

    private static JwtDecoder decoder(SecuritySettings.Jwt settings) {
        require(settings.issuer(), "issuer", "the issuer of the tokens, such as https://login.example.com");
        require(settings.audience(), "audience", "the audience that tokens for this service are made for");
        require(settings.agentClaim(), "agent-claim", "the claim that names the agent, such as sub");
        web(settings.issuer(), "issuer");
        if (SecuritySettings.Jwt.isSet(settings.jwkSetUri())) {
            web(settings.jwkSetUri(), "jwk-set-uri");
        }
        OAuth2TokenValidator<Jwt> rules = rules(settings);
        RestTemplate client = IssuerClient.create();
        // Asked for with the first token: an issuer that is away must not keep this service from starting.
        return new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder decoder = SecuritySettings.Jwt.isSet(settings.jwkSetUri())
                    ? NimbusJwtDecoder.withJwkSetUri(settings.jwkSetUri())
                            .jwsAlgorithms(known -> known.addAll(ALGORITHMS))
                            .restOperations(client)
                            .build()
                    : NimbusJwtDecoder.withIssuerLocation(settings.issuer())
                            .restOperations(client)
                            .build();
            decoder.setJwtValidator(rules);
            return decoder;
        });
    }

    private static OAuth2TokenValidator<Jwt> rules(SecuritySettings.Jwt settings) {
        List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
        rules.add(new JwtTimestampValidator());
        rules.add(rule("no_end", jwt -> jwt.getExpiresAt() != null));
        OAuth2TokenValidator<Jwt> issuer = new JwtIssuerValidator(settings.issuer());
        rules.add(rule("issuer", jwt -> !issuer.validate(jwt).hasErrors()));
        rules.add(rule(
                "audience",
                jwt -> jwt.getAudience() != null && jwt.getAudience().contains(settings.audience())));
        if (SecuritySettings.Jwt.isSet(settings.scope())) {
            rules.add(rule("scope", jwt -> scopes(jwt).contains(settings.scope())));
        }
        return new DelegatingOAuth2TokenValidator<>(rules);
    }

    private static List<String> scopes(Jwt jwt) {
        List<String> scopes = new ArrayList<>();
        for (String claim : List.of("scope", "scp")) {
            Object value = jwt.getClaims().get(claim);
            if (value instanceof Collection<?> several) {
                several.forEach(scope -> scopes.add(String.valueOf(scope)));
            } else if (value != null) {
                scopes.addAll(List.of(value.toString().split(" ")));
            }
        }
        return scopes;
    }

    private static OAuth2TokenValidator<Jwt> rule(String name, java.util.function.Predicate<Jwt> kept) {
        OAuth2TokenValidatorResult broken =
                OAuth2TokenValidatorResult.failure(new OAuth2Error("relay_" + name, "broken: " + name, null));
        return jwt -> kept.test(jwt) ? OAuth2TokenValidatorResult.success() : broken;
    }

    private static void require(String value, String setting, String what) {
        if (!SecuritySettings.Jwt.isSet(value)) {
            throw new MisconfiguredException(
                    "The setting relay.security.jwt." + setting + " is empty, but tokens are to be taken.",
                    "Set it to " + what + "; or leave all of relay.security.jwt empty.");
        }
    }

    private static void web(String value, String setting) {
        URI uri;
        try {
            uri = URI.create(value.strip());
        } catch (IllegalArgumentException e) {
            uri = URI.create("");
        }
        boolean here = "http".equals(uri.getScheme()) && OriginFilters.isThisMachine(uri.getHost());
        if (uri.getHost() == null || !("https".equals(uri.getScheme()) || here)) {
            throw new MisconfiguredException(
                    "The setting relay.security.jwt." + setting + " is no https address.",
                    "Keys that come over plain http could be anybody's: use https (http only on this machine).");
        }
    }

    /** The token is not good. */
    static final class RefusedException extends RuntimeException {

        private final transient Problem problem;
        private final boolean genuine;

        private RefusedException(Problem problem, boolean genuine) {
            this.problem = problem;
            this.genuine = genuine;
        }

        /** Whether the issuer did sign it: it is over, or for somebody else, but nobody's guess. */
        boolean genuine() {
            return genuine;
        }

        Problem problem() {
            return problem;
        }
    }

    /** Whether the token is good cannot be found out now. */
    static final class IssuerAwayException extends RuntimeException {

        Problem problem() {
            return Problem.of(
                            503,
                            "issuer_away",
                            "The keys of the token's issuer cannot be had now, so the token cannot be checked. Keep the records and"
                                    + " send them again.")
                    .retryAfter(SOON);
        }
    }
}
