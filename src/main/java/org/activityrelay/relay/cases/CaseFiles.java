package org.activityrelay.relay.cases;

import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteModel;
import org.springframework.stereotype.Component;

/** Case files that cannot be read. They decide nothing, so they stop nothing. */
@Component
public class CaseFiles implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        new CaseFileReader(model.snapshot(), mistake -> findings.accept(warning(mistake))).read();
    }

    private static Finding warning(Finding mistake) {
        String remedy = mistake.remedy() == null ? "correct the case" : mistake.remedy();
        return new Finding(mistake.file(), mistake.line(), mistake.what(), remedy, true);
    }
}
