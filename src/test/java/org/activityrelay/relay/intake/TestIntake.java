package org.activityrelay.relay.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.intake.Receipt.Problem;
import org.activityrelay.relay.intake.Receipt.Refused;
import org.activityrelay.relay.routing.Plan;
import org.activityrelay.relay.routing.Routing;
import org.springframework.util.unit.DataSize;

/** The intake with the shipped limits and dispositions, and everything behind it in memory. */
final class TestIntake {

    static final IntakeSettings SETTINGS =
            new IntakeSettings("default", DataSize.ofMegabytes(1), 64, 524288, 100, 1000, 10_000, 512, null);

    final FakeLedger ledger = new FakeLedger();
    final FakeRejections rejections = new FakeRejections();
    final IntakeService service;

    TestIntake() {
        this(SETTINGS);
    }

    TestIntake(IntakeSettings settings) {
        Dispositions dispositions = shippedDispositions();
        Routing routing = activity -> Plan.of(List.of(), "hash of " + activity.interactionId());
        service = new IntakeService(
                new ConfiguredTenants(settings, () -> dispositions), routing, ledger, rejections, settings);
    }

    static IntakeSettings withTenants(Map<String, IntakeSettings.Tenant> tenants) {
        return new IntakeSettings("default", DataSize.ofMegabytes(1), 64, 524288, 100, 1000, 10_000, 512, tenants);
    }

    static IntakeSettings withBatch(int maxBatch, int maxInFlight) {
        return new IntakeSettings(
                "default", DataSize.ofMegabytes(1), 64, 524288, 100, 1000, maxBatch, maxInFlight, Map.of());
    }

    CompletableFuture<Receipt> begin(String body) {
        return begin(body.getBytes(StandardCharsets.UTF_8), null);
    }

    CompletableFuture<Receipt> begin(byte[] body, String contentType) {
        return service.accept(new Body(body, contentType, "http", "post 1", null, "desktop"));
    }

    Receipt accept(String body) {
        return begin(body).join();
    }

    Receipt accept(String body, String contentType) {
        return begin(body.getBytes(StandardCharsets.UTF_8), contentType).join();
    }

    Receipt accept(byte[] body) {
        return begin(body, null).join();
    }

    /** The only item, which must be refused. */
    static Refused refused(Receipt receipt) {
        if (receipt.items().size() == 1 && receipt.items().get(0) instanceof Refused refused) {
            return refused;
        }
        throw new AssertionError("not one refused item: " + receipt.items());
    }

    /** The only problem of the only item. */
    static Problem problem(Receipt receipt) {
        List<Problem> problems = refused(receipt).problems();
        if (problems.size() != 1) {
            throw new AssertionError("not one problem: " + problems);
        }
        return problems.get(0);
    }

    static String record(String id) {
        return "{\"interactionId\":\"" + id + "\",\"type\":\"voice\"}";
    }

    static byte[] sample(String name) {
        try {
            return Files.readAllBytes(Path.of("routes/samples", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dispositions shippedDispositions() {
        try {
            return Dispositions.parse(Files.readAllBytes(Path.of("config/dispositions.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
