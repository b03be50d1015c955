package org.activityrelay.relay.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.activityrelay.relay.destination.Observation;
import org.activityrelay.relay.security.MisconfiguredException;
import org.activityrelay.relay.security.SecurityMistakes;
import org.springframework.core.env.Environment;

/** Looks at what is not of one destination: who may call, the data folder, the ledger, the links of recordings. */
final class ServiceExamination {

    private static final long LITTLE = 1_000_000_000L;

    private final Environment settings;
    private final List<Observation> seen = new ArrayList<>();

    ServiceExamination(Environment settings) {
        this.settings = settings;
    }

    List<Observation> run() {
        callers();
        folder();
        ledger();
        recordings();
        return seen;
    }

    private void callers() {
        List<MisconfiguredException> mistakes = SecurityMistakes.in(settings);
        mistakes.forEach(mistake -> seen.add(Observation.problem(
                mistake.getMessage(), mistake.action().strip().replaceAll("\\s+", " "))));
        String address = settings.getProperty("server.address", "");
        boolean everywhere = address.isBlank() || address.equals("0.0.0.0") || address.equals("::");
        List<String> hosts = SecurityMistakes.hosts(settings);
        int keys = SecurityMistakes.keys(settings);
        if (everywhere && hosts.isEmpty()) {
            seen.add(Observation.warning(
                    "it listens on all addresses, and no name is listed: requests to a host name are refused (421)",
                    "list the names under which senders and proxies know it in relay.security.hosts"
                            + " (RELAY_SECURITY_HOSTS)"));
        } else if (mistakes.isEmpty()) {
            seen.add(Observation.ok("it listens on " + (everywhere ? "all addresses" : address) + " and answers for "
                    + (hosts.isEmpty() ? "localhost and addresses" : String.join(", ", hosts)) + "; "
                    + (keys == 0 ? "no key, so this machine only" : keys + (keys == 1 ? " key" : " keys"))));
        }
    }

    private void folder() {
        Path data = Path.of(settings.getProperty("relay.data", "data")).toAbsolutePath();
        Path existing = data;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            seen.add(Observation.problem(
                    "the data folder " + data + " cannot be written",
                    "give it to the user that runs the service, or set relay.data (RELAY_DATA)"));
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String what = "the data folder " + data + " can be written, and has " + free / 1_000_000_000 + " GB free";
            seen.add(
                    free < LITTLE
                            ? Observation.warning(what, "make room: a full disk stops the intake")
                            : Observation.ok(what));
        } catch (IOException unknown) {
            seen.add(Observation.ok("the data folder " + data + " can be written"));
        }
    }

    /** An embedded ledger is synced by what the service itself sets; another by its server. */
    private void ledger() {
        String url = settings.getProperty("relay.ledger.url", "");
        if (url.startsWith("jdbc:sqlite:")) {
            Path file = Path.of(url.substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", ""))
                    .toAbsolutePath();
            boolean writable = !Files.exists(file) || Files.isWritable(file);
            seen.add(
                    writable
                            ? Observation.ok("the ledger is " + file + ", synced with each commit")
                            : Observation.problem(
                                    "the ledger " + file + " cannot be written",
                                    "give it to the user that runs the service"));
            return;
        }
        Properties login = new Properties();
        login.setProperty("user", settings.getProperty("relay.ledger.username", ""));
        login.setProperty("password", settings.getProperty("relay.ledger.password", ""));
        login.setProperty("connectTimeout", "10");
        login.setProperty("socketTimeout", "10");
        try (Connection connection = DriverManager.getConnection(url, login)) {
            boolean synced = true;
            for (String name : List.of("fsync", "synchronous_commit")) {
                if (shown(connection, name).equalsIgnoreCase("off")) {
                    synced = false;
                    seen.add(Observation.problem(
                            "the ledger's database says " + name + " = off: what is acknowledged may be lost",
                            "set " + name + " = on on the server; until then the service does not start"));
                }
            }
            if (synced) {
                seen.add(Observation.ok("the ledger's database takes the login, and is synced with each commit"));
            }
        } catch (SQLException refused) {
            seen.add(Observation.problem(
                    "the ledger's database cannot be used: "
                            + String.valueOf(refused.getMessage()).replaceAll("\\s+", " "),
                    "check relay.ledger.url, relay.ledger.username and relay.ledger.password"
                            + " (RELAY_LEDGER_PASSWORD)"));
        }
    }

    private static String shown(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private void recordings() {
        String tenant = settings.getProperty("relay.intake.tenant", "default");
        String key = "relay.intake.tenants." + tenant + ".recording-base-url";
        String base = settings.getProperty(key);
        if (base == null || base.isBlank()) {
            seen.add(Observation.ok("relative links of recordings stay as they are: " + key + " is not set"));
        } else if (!base.strip().startsWith("https://")) {
            seen.add(Observation.warning(
                    key + " does not begin with https://", "write the address of the contact centre with https://"));
        } else {
            seen.add(Observation.ok("links of recordings begin with " + base.strip()));
        }
    }
}
