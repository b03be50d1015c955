package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.ConfigurationStatus;
import org.activityrelay.relay.configuration.CurrentConfiguration;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.SnapshotArchive;
import org.activityrelay.relay.configuration.SnapshotChanges;
import org.activityrelay.relay.ledger.Configurations;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.activityrelay.relay.security.Caller;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What runs in each process, what ran before, and what changed. All of it is of every tenant. */
@RestController
class ConfigurationController {

    private static final Set<String> PAGE = Set.of("before", "limit");
    private static final Set<String> CHANGES = Set.of("since");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{6,64}");

    private final CurrentConfiguration configuration;
    private final Configurations configurations;

    ConfigurationController(CurrentConfiguration configuration, Configurations configurations) {
        this.configuration = configuration;
        this.configurations = configurations;
    }

    @GetMapping(path = "/api/v1/configuration", produces = MediaType.APPLICATION_JSON_VALUE)
    ConfigurationViews.Current show() {
        unbound();
        return current(configuration.status());
    }

    /** Does now what would happen at the next look at the files. */
    @PostMapping(path = "/api/v1/configuration/reload", produces = MediaType.APPLICATION_JSON_VALUE)
    ConfigurationViews.Current reload() {
        unbound();
        return current(configuration.reload());
    }

    private ConfigurationViews.Current current(ConfigurationStatus status) {
        return ConfigurationViews.Current.of(status, configurations.processes());
    }

    @GetMapping(path = "/api/v1/configurations", produces = MediaType.APPLICATION_JSON_VALUE)
    ActivityViews.Page<ConfigurationViews.Event> list(HttpServletRequest request) {
        unbound();
        QueryParameters parameters = new QueryParameters(request, PAGE);
        String before = parameters.text("before");
        int limit = parameters.number("limit", 50, 1, 200);
        parameters.refuseIfWrong();
        List<Configurations.Noted> page = configurations.events(before, limit);
        String last = page.size() < limit ? null : page.get(page.size() - 1).id();
        return new ActivityViews.Page<>(
                page.stream().map(ConfigurationViews.Event::of).toList(),
                last == null ? null : Pages.after(request, "before", last));
    }

    @GetMapping(path = "/api/v1/configurations/{hash}/changes", produces = MediaType.APPLICATION_JSON_VALUE)
    ConfigurationViews.Changes changes(@PathVariable String hash, HttpServletRequest request) {
        unbound();
        QueryParameters parameters = new QueryParameters(request, CHANGES);
        String since = parameters.text("since");
        parameters.refuseIfWrong();
        if (since == null) {
            throw new ProblemException(
                    Problem.of(400, "invalid_parameter", "Say since which configuration: ?since=<hash>."));
        }
        Snapshot from = snapshot(since);
        Snapshot to = snapshot(hash);
        return ConfigurationViews.Changes.of(from.hash(), to.hash(), SnapshotChanges.between(from, to));
    }

    private Snapshot snapshot(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new ProblemException(Problem.of(
                    400, "invalid_parameter", "A configuration is named by the first 6 or more digits of its hash."));
        }
        return configurations
                .find(hash)
                .map(kept -> SnapshotArchive.read(kept.content()))
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404,
                        "unknown_configuration",
                        "No configuration, or more than one, that ran here has a hash that begins with " + hash
                                + ".")));
    }

    private static void unbound() {
        if (Caller.current().tenant() != null) {
            throw new ProblemException(Problem.of(
                    403, "bound_to_tenant", "The configuration is of every tenant; this key is bound to one of them."));
        }
    }
}
