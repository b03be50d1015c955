package org.activityrelay.relay.explain;

import java.util.function.Function;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.UsableContexts;
import org.activityrelay.relay.intake.BodyReader;
import org.activityrelay.relay.intake.IntakeSettings;
import org.activityrelay.relay.ledger.Identity;

/** Explains by the configuration that runs now. */
public final class RunningExplainer {

    private final UsableContexts running;
    private final IntakeSettings intake;
    private final Identity identity;
    private volatile Made last = new Made(null, null);

    /** @param identity what makes two records the same, for the keys */
    public RunningExplainer(UsableContexts running, IntakeSettings intake, Identity identity) {
        this.running = running;
        this.intake = intake;
        this.identity = identity;
    }

    /** Works with what explains by the configuration of this moment, which goes on until that is done. */
    public <T> T with(Function<Explainer, T> work) {
        return running.with(contexts -> work.apply(explainer(contexts)));
    }

    private Explainer explainer(RunningContexts contexts) {
        Made known = last;
        if (known.contexts != contexts) {
            known = new Made(contexts, new Explainer(contexts, reader(contexts), identity));
            last = known;
        }
        return known.explainer;
    }

    /** Reads records as a configuration does. */
    public BodyReader reader(RunningContexts contexts) {
        return new BodyReader(
                intake,
                contexts.snapshot()
                        .bytes(Snapshot.DISPOSITIONS)
                        .map(Dispositions::parse)
                        .orElseGet(Dispositions::none));
    }

    private record Made(RunningContexts contexts, Explainer explainer) {}
}
