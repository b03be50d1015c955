package org.activityrelay.relay.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Refuses to start where anybody who reaches the machine could call without a key: loopback only, until a key is
 * configured. Runs before any bean is made, so that nothing is opened or written first.
 */
public class ListenGuard implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (!(context instanceof WebServerApplicationContext)) {
            return;
        }
        Environment settings = context.getEnvironment();
        requireKeyBeyondLoopback(settings, "server.address");
        if (managementHasItsOwnPort(settings)) {
            requireKeyBeyondLoopback(settings, "management.server.address");
        }
    }

    /**
     * Throws {@link MisconfiguredException} when an address beyond loopback is to be listened on and no key is configured.
     *
     * @param addressSetting name of the setting that holds the address; an absent or empty one means all addresses
     */
    public static void requireKeyBeyondLoopback(Environment settings, String addressSetting) {
        String address = settings.getProperty(addressSetting, "");
        if (!isLoopback(address) && !hasKey(settings)) {
            throw new MisconfiguredException(
                    "Without an API key this service answers on this machine only, but " + addressSetting + " is "
                            + (address.isBlank() ? "empty, which means all addresses" : address) + ".",
                    action(addressSetting));
        }
    }

    private static String action(String addressSetting) {
        return """
                Make a key and pass its hash:

                    relay key new --role admin --name first

                prints the key and its hash. Then start with the environment variables

                    RELAY_SECURITY_KEYS_FIRST_ROLE=admin
                    RELAY_SECURITY_KEYS_FIRST_HASH=sha256:<the hash>

                or with the options

                    --relay.security.keys.first.role=admin --relay.security.keys.first.hash=sha256:<the hash>

                To serve this machine only, without a key: %s=127.0.0.1 (or --%s=127.0.0.1).""".formatted(variable(addressSetting), addressSetting);
    }

    private static String variable(String setting) {
        return setting.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static boolean hasKey(Environment settings) {
        return Binder.get(settings)
                .bind("relay.security.keys", Bindable.mapOf(String.class, Object.class))
                .map(Map::isEmpty)
                .map(none -> !none)
                .orElse(false);
    }

    /** As Spring Boot decides it: two ports that the system chooses are two. */
    private static boolean managementHasItsOwnPort(Environment settings) {
        String port = settings.getProperty("management.server.port", "");
        boolean same = port.equals(settings.getProperty("server.port", "8080")) && !port.equals("0");
        return !port.isBlank() && !port.equals("-1") && !same;
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Not loopback as far as anybody can tell; the server will say that it cannot listen there.
            return false;
        }
    }
}
