package org.activityrelay.relay.command;

import java.net.URI;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the service is, and the key for it. */
final class ServiceOptions {

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:RELAY_URL}",
            description = "Where the service is. Default: RELAY_URL, or this machine at server.port")
    private String url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            arity = "0..1",
            interactive = true,
            description =
                    "API key of role operator; asked for if nothing follows. Default: RELAY_KEY. Others on this machine"
                            + " can see what stands on the command line")
    private String key;

    Service service() {
        String given = key != null ? key : System.getenv("RELAY_KEY");
        return new Service(address(), given == null || given.isBlank() ? null : given.strip());
    }

    private URI address() {
        if (url == null || url.isBlank()) {
            return here(Settings.load());
        }
        try {
            URI address = URI.create(url.strip());
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw new ParameterException(
                command.commandLine(),
                "'" + url + "' is no address of a service: write http://127.0.0.1:8080 or the like");
    }

    private static URI here(Environment settings) {
        String host = settings.getProperty("server.address", "127.0.0.1");
        boolean everywhere = host.isBlank() || host.equals("0.0.0.0") || host.equals("::");
        boolean tls = Settings.text(settings, "server.ssl.certificate") != null
                || Settings.text(settings, "server.ssl.key-store") != null
                || Settings.text(settings, "server.ssl.bundle") != null;
        return URI.create((tls ? "https://" : "http://") + (everywhere ? "127.0.0.1" : host) + ":"
                + settings.getRequiredProperty("server.port"));
    }
}
