package org.activityrelay.relay.configuration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.context.ContextCustomizer;
import org.activityrelay.relay.delivery.DryRunStore;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.SimpleRegistry;

/** Route files and settings of a test, and what is built from them. */
public class Bundle {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final SimpleRegistry beans = new SimpleRegistry();
    private final List<ContextCustomizer> customizers = new ArrayList<>();
    private final List<RoutesBuilder> javaRoutes = new ArrayList<>();
    private final List<LoadCheck> checks = new ArrayList<>();
    private Duration timeout = Duration.ofSeconds(20);

    /** What dry-runs recorded, in order. */
    public final List<RecordedRequest> recorded = new ArrayList<>();

    /** The files of the product itself. */
    public static Bundle shipped() {
        Bundle bundle = new Bundle();
        new SnapshotReader(Path.of("routes"), Path.of("config")).read().files().forEach(bundle.files::put);
        return bundle;
    }

    /** @param path below the routes folder */
    public Bundle file(String path, String content) {
        files.put(Snapshot.ROUTES + path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Takes a file of the test resources. */
    public Bundle fixture(String path, Path fixture) {
        try {
            return file(path, Files.readString(fixture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A destination that writes files into a folder. */
    public Bundle destination(String name, Path folder) {
        return destination(name, "file:" + folder + "?fileName=${variable.delivery.deliveryKey}");
    }

    public Bundle destination(String name, String uri) {
        return file("5-destination-" + name + ".camel.yaml", """
                - route:
                    id: destination-%1$s
                    description: A destination of a test.
                    from:
                      uri: activity:destination/%1$s
                      steps:
                        - setBody:
                            simple: "${body.interactionId}"
                        - to: "%2$s"
                """.formatted(name, uri));
    }

    /** Routing steps, indented by nothing. */
    public Bundle routing(String steps) {
        return file("3-routing.camel.yaml", """
                - route:
                    id: routing
                    description: Rules of a test.
                    from:
                      uri: activity:routing
                      steps:
                """ + steps.indent(8));
    }

    public Bundle without(String path) {
        files.remove(Snapshot.ROUTES + path);
        return this;
    }

    public Bundle setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    public Bundle bean(String name, Object bean) {
        beans.bind(name, bean);
        return this;
    }

    public Bundle customizer(ContextCustomizer customizer) {
        customizers.add(customizer);
        return this;
    }

    public Bundle java(RoutesBuilder routes) {
        javaRoutes.add(routes);
        return this;
    }

    public Bundle checks(List<LoadCheck> more) {
        checks.addAll(more);
        return this;
    }

    public Bundle timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Writes the files into a folder, as an operator has them. */
    public void writeTo(Path home) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = home.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    public Snapshot snapshot() {
        return Snapshot.of(files);
    }

    public RelayContexts contexts() {
        customizers.add((context, kind) -> context.getManagementStrategy().addEventNotifier(new AnswerCounter()));
        return new RelayContexts(new ContextParts(
                beans,
                settings::get,
                customizers,
                () -> javaRoutes,
                checks,
                (failure, evidence) -> failure == null
                        ? new Outcome.Delivered(null, null)
                        : new Outcome.Retry(failure.getClass().getSimpleName(), null, false),
                new Remembered(),
                timeout,
                Duration.ofSeconds(5)));
    }

    public RunningContexts build() {
        return contexts().build(snapshot());
    }

    /** @param json a canonical record */
    public static Activity activity(String json) {
        try {
            return Activity.of((ObjectNode) JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Claim claim(String destination, Activity activity, String... arguments) {
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            named.put(arguments[i], arguments[i + 1]);
        }
        return new Claim(
                "d-1",
                "a-1",
                destination,
                "",
                named,
                activity,
                2,
                3,
                3,
                "t/i/1/" + destination,
                "key-2",
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /** Keeps dry-run results where the test can see them. */
    private final class Remembered implements DryRunStore {

        @Override
        public void keep(Claim claim, List<RecordedRequest> requests) {
            recorded.addAll(requests);
        }

        @Override
        public List<DryRuns.Request> requests(DryRuns.Delivery delivery) {
            throw new UnsupportedOperationException("tests look at 'recorded'");
        }
    }
}
