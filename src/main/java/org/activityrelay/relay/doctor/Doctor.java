package org.activityrelay.relay.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.activityrelay.relay.activity.Activity;
import org.activityrelay.relay.configuration.ActivityUri;
import org.activityrelay.relay.configuration.InvalidSettingException;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.Rehearsed;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Step;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.RecordedRequest;
import org.activityrelay.relay.delivery.Rehearsal;
import org.activityrelay.relay.destination.DestinationSettings;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.LiveDestinations;
import org.activityrelay.relay.destination.Observation;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.RecordKey;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.springframework.core.env.Environment;

/**
 * Examines the service and its destinations, as they are set and as the routes of this moment use them. Destinations are
 * examined side by side, each within a bounded time. Writes and sends nothing. Thread-safe.
 */
public final class Doctor {

    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SIDE_BY_SIDE = 8;

    private final Environment settings;
    private final DestinationsSettings destinations;
    private final Secrets secrets;
    private final List<Examiner> examiners;

    /** @param examiners in their order */
    public Doctor(Environment settings, DestinationsSettings destinations, Secrets secrets, List<Examiner> examiners) {
        this.settings = settings;
        this.destinations = destinations;
        this.secrets = secrets;
        this.examiners = List.copyOf(examiners);
    }

    /**
     * Examines everything, or one destination.
     *
     * @param only a destination, or null
     * @throws IllegalArgumentException when there is no such destination; its message is for the one who asked
     */
    public Diagnosis examine(RunningContexts contexts, String only) {
        SortedSet<String> names = new TreeSet<>(contexts.recorders().keySet());
        if (only != null && !names.contains(only)) {
            throw new IllegalArgumentException(
                    "there is no destination " + only + "; there are " + String.join(", ", names));
        }
        List<Diagnosis.Part> parts = new ArrayList<>();
        if (only == null) {
            parts.add(new Diagnosis.Part("service", null, new ServiceExamination(settings).run()));
        }
        parts.addAll(examined(contexts, only == null ? names : Collections.singleton(only), only != null));
        return masked(parts);
    }

    /** What can be said when no context can be built from the routes. */
    public Diagnosis examine(RefusedConfigurationException refused) {
        List<Observation> seen = new ArrayList<>(new ServiceExamination(settings).run());
        seen.add(Observation.problem(
                "the routes cannot run: " + refused.findings().size() + " mistakes, the first in "
                        + refused.findings().get(0).file(),
                "./relay check shows all of them; destinations can be examined when there are none"));
        return masked(List.of(new Diagnosis.Part("service", null, seen)));
    }

    private List<Diagnosis.Part> examined(RunningContexts contexts, Iterable<String> names, boolean asked) {
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE, work -> {
            Thread thread = new Thread(work, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<String, Examined> all = new LinkedHashMap<>();
            Map<String, Future<?>> running = new LinkedHashMap<>();
            for (String name : names) {
                Examined destination = destination(contexts, name);
                all.put(name, destination);
                running.put(name, threads.submit(() -> examine(destination, asked)));
            }
            Instant end = Instant.now().plus(PATIENCE);
            List<Diagnosis.Part> parts = new ArrayList<>();
            running.forEach((name, examination) -> parts.add(new Diagnosis.Part(
                    name,
                    contexts.configuredMode(name).word(),
                    await(examination, end) ? all.get(name).seen() : late(all.get(name)))));
            return parts;
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean await(Future<?> examination, Instant end) {
        try {
            examination.get(Math.max(0, Duration.between(Instant.now(), end).toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            examination.cancel(true);
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        }
    }

    private static List<Observation> late(Examined destination) {
        List<Observation> seen = new ArrayList<>(destination.seen());
        seen.add(Observation.problem(
                "the examination did not end within " + PATIENCE.toSeconds() + " s",
                "something on the way swallows requests without an answer; look for a firewall or proxy"));
        return seen;
    }

    private void examine(Examined destination, boolean asked) {
        try {
            if (!isSetUp(destination, asked)) {
                destination.giveUp();
            }
            for (Examiner examiner : examiners) {
                examiner.examine(destination);
            }
            if (destination.seen().isEmpty()) {
                destination.ok("nothing is known of its receiver that could be asked without sending");
            }
        } catch (Exception failure) {
            destination.problem("the examination broke off: " + words(failure), "./relay check looks at the routes");
        }
    }

    private static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().replaceAll("\\s+", " ");
    }

    /** A destination that nobody uses needs none of its settings. */
    private boolean isSetUp(Examined destination, boolean asked) {
        List<String> missing;
        try {
            missing = LiveDestinations.missing(destinations, destination.name());
        } catch (InvalidSettingException wrong) {
            destination.problem(wrong.key() + ": " + wrong.what(), wrong.remedy());
            return false;
        }
        if (missing.isEmpty()) {
            return true;
        }
        boolean untouched = missing.contains(destination.key("url")) || missing.contains(destination.key("smtp.host"));
        String what = "not set: " + String.join(", ", missing);
        String remedy = "set " + LiveDestinations.variables(missing)
                + " in the environment, or the same in config/application.yaml";
        if (destination.settings().isLive() || asked || !untouched) {
            destination.problem(what, remedy);
        } else {
            destination.warning("nobody has set it up yet; " + what, "if it is to be used: " + remedy);
        }
        return !untouched && missing.stream().noneMatch(key -> key.contains(".auth."));
    }

    // ---- what a destination's route does

    private Examined destination(RunningContexts contexts, String name) {
        DestinationSettings set = destinations.of(name.toLowerCase(java.util.Locale.ROOT));
        return new Examined(name, set, endpoints(contexts, name), () -> rehearsals(contexts, name, set));
    }

    private static List<String> endpoints(RunningContexts contexts, String name) {
        List<String> endpoints = new ArrayList<>();
        for (RouteDefinition route : ((ModelCamelContext) contexts.recording()).getRouteDefinitions()) {
            Optional<ActivityUri> from = ActivityUri.of(route.getInput().getEndpointUri());
            if (from.filter(uri -> uri.name().equals(name)).isEmpty()) {
                continue;
            }
            for (Step step : Step.of(route)) {
                String uri = step.node() instanceof SendDefinition<?> send
                        ? send.getEndpointUri()
                        : step.node() instanceof ToDynamicDefinition dynamic ? dynamic.getUri() : null;
                if (uri != null) {
                    endpoints.add(resolved(contexts, uri));
                }
            }
        }
        return endpoints;
    }

    private static String resolved(RunningContexts contexts, String uri) {
        try {
            return contexts.recording().resolvePropertyPlaceholders(uri);
        } catch (RuntimeException unset) {
            return uri;
        }
    }

    private List<Examined.Rehearsed> rehearsals(RunningContexts contexts, String name, DestinationSettings set) {
        String tenant = settings.getProperty("relay.intake.tenant", "default");
        return new SpecimenRecords(contexts.snapshot(), name, tenant)
                .all(set).stream()
                        .map(activity -> rehearsed(contexts, name, activity))
                        .toList();
    }

    private static Examined.Rehearsed rehearsed(RunningContexts contexts, String name, Activity activity) {
        List<Examined.Mapped> mapped = new ArrayList<>();
        Claim claim = claim(name, activity);
        Rehearsed rehearsed = contexts.rehearse(claim, new Rehearsal() {
            @Override
            public Optional<Answer> answer(RecordedRequest request) {
                return Optional.empty();
            }

            @Override
            public void mapped(String object, JsonNode fields) {
                mapped.add(new Examined.Mapped(object, (ObjectNode) fields.deepCopy()));
            }
        });
        boolean delivered = rehearsed.attempt().outcome() instanceof Outcome.Delivered;
        return new Examined.Rehearsed(
                claim,
                activity.disposition(),
                delivered ? null : String.valueOf(rehearsed.attempt().detail()),
                rehearsed.requests(),
                mapped);
    }

    private static Claim claim(String name, Activity activity) {
        String key = RecordKey.of(activity, Identity.INTERACTION, name, "");
        return new Claim(
                NO_ID,
                NO_ID,
                name,
                "",
                new TreeMap<>(),
                activity,
                1,
                1,
                1,
                key,
                RecordKey.delivery(key, 1),
                null,
                Instant.now(),
                Instant.MAX);
    }

    /** Whatever an examiner forgot: no configured secret leaves. */
    private Diagnosis masked(List<Diagnosis.Part> parts) {
        return new Diagnosis(parts.stream()
                .map(part -> new Diagnosis.Part(
                        part.name(),
                        part.mode(),
                        part.observations().stream()
                                .map(seen -> new Observation(
                                        seen.verdict(), secrets.hide(seen.what()), secrets.hide(seen.remedy())))
                                .toList()))
                .toList());
    }
}
