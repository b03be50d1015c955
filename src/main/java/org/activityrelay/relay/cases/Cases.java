package org.activityrelay.relay.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.explain.Explainer;
import org.activityrelay.relay.explain.TrialContexts;
import org.activityrelay.relay.routing.Decision;
import org.springframework.core.env.ConfigurableEnvironment;

/** Runs the cases of a snapshot against what was built from it. Nothing is sent, asked or stored. Thread-safe. */
public final class Cases {

    private final ConfigurableEnvironment settings;

    /** @param settings as the service would see them */
    public Cases(ConfigurableEnvironment settings) {
        this.settings = settings;
    }

    /** Runs all cases of the snapshot that the contexts were built from. */
    public CaseResults run(RunningContexts contexts) {
        List<Finding> mistakes = new ArrayList<>();
        List<CaseResult> results = run(contexts, name -> true, mistakes);
        return new CaseResults(List.copyOf(mistakes), results, uncovered(contexts, results));
    }

    /** @param wanted chooses by the full name: {@code <file>: <case>}; what others cover is then not known */
    public CaseResults run(RunningContexts contexts, Predicate<String> wanted) {
        List<Finding> mistakes = new ArrayList<>();
        List<CaseResult> results = run(contexts, wanted, mistakes);
        return new CaseResults(List.copyOf(mistakes), results, List.of());
    }

    private List<CaseResult> run(RunningContexts contexts, Predicate<String> wanted, List<Finding> mistakes) {
        List<Case> cases = new CaseFileReader(contexts.snapshot(), mistakes::add)
                .read().stream().filter(each -> wanted.test(each.fullName())).toList();
        Map<Case, CaseResult> results = new HashMap<>();
        bySettings(cases, contexts).forEach((instead, group) -> {
            try {
                group(instead, group, contexts, results);
            } catch (RefusedConfigurationException e) {
                group.forEach(each -> results.put(each, refused(each, e)));
            }
        });
        return cases.stream().map(results::get).toList();
    }

    /** Cases that want the settings as they are share the contexts that are there; others need contexts of their own. */
    private static Map<Map<String, String>, List<Case>> bySettings(List<Case> cases, RunningContexts contexts) {
        Map<Map<String, String>, List<Case>> groups = new LinkedHashMap<>();
        for (Case each : cases) {
            boolean asTheyAre = each.settings().entrySet().stream()
                    .allMatch(setting -> setting.getValue().equals(contexts.setting(setting.getKey())));
            groups.computeIfAbsent(asTheyAre ? Map.of() : each.settings(), key -> new ArrayList<>())
                    .add(each);
        }
        return groups;
    }

    private void group(
            Map<String, String> instead, List<Case> group, RunningContexts given, Map<Case, CaseResult> results) {
        try (TrialContexts trial = TrialContexts.of(settings, instead)) {
            if (instead.isEmpty()) {
                run(group, given, trial.explainer(given), results);
            } else {
                try (RunningContexts own = trial.build(given.snapshot())) {
                    run(group, own, trial.explainer(own), results);
                }
            }
        }
    }

    private static void run(
            List<Case> group, RunningContexts contexts, Explainer explainer, Map<Case, CaseResult> results) {
        Snapshot snapshot = contexts.snapshot();
        group.forEach(each -> results.put(each, new CaseRun(each, explainer, contexts::setting).run(snapshot)));
    }

    private static CaseResult refused(Case asked, RefusedConfigurationException why) {
        List<Difference> differences = why.findings().stream()
                .map(finding -> new Difference("settings", asked.line(), "settings that work", finding.toString()))
                .toList();
        return new CaseResult(asked.fullName(), asked.file(), asked.line(), differences, 0, List.of(), List.of());
    }

    private static List<Finding> uncovered(RunningContexts contexts, List<CaseResult> results) {
        Set<String> reached = new LinkedHashSet<>();
        Set<String> shown = new LinkedHashSet<>();
        results.forEach(result -> {
            result.reached().forEach(step -> reached.add(step.file() + ":" + step.line()));
            shown.addAll(result.shown());
        });
        List<Finding> uncovered = new ArrayList<>();
        for (Decision step : contexts.deliverSteps()) {
            if (!reached.contains(step.file() + ":" + step.line())) {
                uncovered.add(new Finding(
                        step.file(), step.line(), "no case gets a record to this step", "add one to cases/"));
            }
        }
        for (String destination : contexts.recorders().keySet()) {
            if (!shown.contains(destination)) {
                uncovered.add(new Finding(
                        "5-destination-" + destination + ".camel.yaml",
                        null,
                        "no case looks at what this destination sends",
                        "add one to cases/ with mail:, http:, sql: or message:"));
            }
        }
        return uncovered;
    }
}
