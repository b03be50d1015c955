package org.activityrelay.relay.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.Pace;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RunningContexts;
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
        return run(contexts, Pace.FULL);
    }

    /** The same in a service where records go first. */
    CaseResults run(RunningContexts contexts, Pace pace) {
        List<Finding> mistakes = new ArrayList<>();
        List<CaseResult> results = run(contexts, name -> true, pace, mistakes);
        return new CaseResults(List.copyOf(mistakes), results, uncovered(contexts, results));
    }

    /** @param wanted chooses by the full name: {@code <file>: <case>}; what others cover is then not known */
    public CaseResults run(RunningContexts contexts, Predicate<String> wanted) {
        List<Finding> mistakes = new ArrayList<>();
        List<CaseResult> results = run(contexts, wanted, Pace.FULL, mistakes);
        return new CaseResults(List.copyOf(mistakes), results, List.of());
    }

    private List<CaseResult> run(
            RunningContexts contexts, Predicate<String> wanted, Pace pace, List<Finding> mistakes) {
        List<Case> cases = new CaseFileReader(contexts.snapshot(), mistakes::add)
                .read().stream().filter(each -> wanted.test(each.fullName())).toList();
        pace.rest();
        Map<Case, CaseResult> results = new HashMap<>();
        bySettings(cases, contexts).forEach((instead, group) -> {
            try {
                group(instead, group, contexts, pace, results);
            } catch (RefusedConfigurationException e) {
                group.forEach(each -> results.put(each, refused(each, e)));
            }
        });
        return cases.stream().map(results::get).toList();
    }

    /**
     * Cases that want the settings as they are share the contexts that are there, and those that change what rules see
     * their destinations; others need contexts of their own.
     */
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
            Map<String, String> instead,
            List<Case> group,
            RunningContexts given,
            Pace pace,
            Map<Case, CaseResult> results) {
        if (instead.isEmpty()) {
            run(group, given, TrialContexts.explainer(settings, given), pace, results);
            return;
        }
        Optional<RunningContexts> rules = given.withRuleSettings(instead, pace);
        if (rules.isPresent()) {
            try (RunningContexts others = rules.get()) {
                run(group, others, TrialContexts.explainer(settings, others), pace, results);
            }
            return;
        }
        try (TrialContexts trial = TrialContexts.of(settings, instead);
                RunningContexts own = trial.build(given.snapshot())) {
            run(group, own, trial.explainer(own), pace, results);
        }
    }

    private static void run(
            List<Case> group, RunningContexts contexts, Explainer explainer, Pace pace, Map<Case, CaseResult> results) {
        for (Case each : group) {
            results.put(each, new CaseRun(each, explainer, contexts::setting).run(contexts.snapshot()));
            pace.rest();
        }
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
