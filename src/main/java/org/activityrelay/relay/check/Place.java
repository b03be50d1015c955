package org.activityrelay.relay.check;

import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.Step;

/** A step in a file, for findings about it. */
record Place(RouteFile file, Step step, Consumer<Finding> findings) {

    void report(String what, String remedy) {
        findings.accept(new Finding(file.name(), step.line(), what, remedy));
    }

    /** About something written in the step: in the line in which it stands. */
    void reportAt(String written, String what, String remedy) {
        findings.accept(new Finding(file.name(), file.lineOf(written, step.line()), what, remedy));
    }
}
