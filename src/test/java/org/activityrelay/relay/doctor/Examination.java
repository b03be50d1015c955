package org.activityrelay.relay.doctor;

import java.util.List;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Observation;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.explain.TrialContexts;
import org.activityrelay.relay.explain.TrialFolder;

/** Examines destinations of a test's folder as the command does. */
public final class Examination {

    private Examination() {}

    /** @param destination or null for everything */
    public static Diagnosis of(TrialFolder folder, String destination) {
        TrialContexts trial = folder.trial();
        return new Doctor(
                        trial.settings(),
                        trial.parts(DestinationsSettings.class).get(0),
                        trial.parts(Secrets.class).get(0),
                        trial.parts(Examiner.class))
                .examine(folder.contexts(), destination);
    }

    /** What is a problem at one destination. */
    public static List<String> problems(TrialFolder folder, String destination) {
        return lines(of(folder, destination), Verdict.PROBLEM);
    }

    /** What an examination says with this verdict. */
    public static List<String> lines(Diagnosis diagnosis, Verdict verdict) {
        return diagnosis.parts().stream()
                .flatMap(part -> part.observations().stream())
                .filter(observation -> observation.verdict() == verdict)
                .map(Observation::what)
                .toList();
    }
}
