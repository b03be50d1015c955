package org.activityrelay.relay.destination.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Reach;
import org.activityrelay.relay.destination.Secrets;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Examines what every receiver with a web address has in common: the way there, and a token where one is fetched. */
@Component
@Order(10)
class HttpExaminer implements Examiner {

    private static final Duration USUAL = Duration.ofSeconds(10);

    private final DestinationsSettings settings;
    private final Secrets secrets;

    HttpExaminer(DestinationsSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    @Override
    public void examine(Examined destination) throws IOException {
        DestinationSettings set = destination.settings();
        if (destination.isHopeless() || set.url() == null || !set.url().matches("(?i)\\s*https?://.*")) {
            return;
        }
        Duration limit = set.timeout() == null || set.timeout().connect() == null
                ? USUAL
                : set.timeout().connect();
        Reach reach = new Reach(destination, limit, null);
        boolean there = reach.web(URI.create(set.url().strip()), "url");
        Auth auth = set.auth();
        if (auth.type().fetchesToken()
                && auth.tokenUrl() != null
                && !auth.tokenUrl().toString().isBlank()) {
            boolean same = authority(auth.tokenUrl())
                    .equals(authority(URI.create(set.url().strip())));
            there &= (same ? there : reach.web(auth.tokenUrl(), "auth.token-url")) && token(destination, auth);
        } else if (there
                && auth.type() != Auth.Type.NONE
                && destination.endpoints("crm:").isEmpty()) {
            destination.ok("the credentials (auth.type " + word(auth.type())
                    + ") are only tried by a delivery; ./relay try sends one record");
        }
        if (!there) {
            destination.giveUp();
        }
    }

    private static String authority(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    private static String word(Auth.Type type) {
        return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private boolean token(Examined destination, Auth auth) throws IOException {
        try (TokenClient client = new TokenClient(settings)) {
            client.fetch(destination.name(), auth, Instant.now());
            destination.ok(auth.tokenUrl().getHost() + " gives a token for these credentials");
            return true;
        } catch (TokenRefusedException refused) {
            destination.problem("no token: " + secrets.mask(refused.getMessage()), advice(destination, auth));
        } catch (IOException failure) {
            destination.problem(
                    "no token: " + secrets.mask(String.valueOf(failure.getMessage())),
                    "is " + destination.key("auth.token-url") + " right?");
        }
        return false;
    }

    private static String advice(Examined destination, Auth auth) {
        return auth.type() == Auth.Type.JWT_BEARER
                ? "check " + destination.key("auth.client-id") + ", .username and .private-key: the user must have"
                        + " been let in for this client, and the certificate be the one of the key"
                : "check " + destination.key("auth.client-id") + ", .client-secret and .scope, and that the client may"
                        + " use client credentials";
    }
}
