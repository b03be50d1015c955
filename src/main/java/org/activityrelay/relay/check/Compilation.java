package org.activityrelay.relay.check;

import java.util.function.Consumer;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.LoadFailure;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchLanguageException;

/** Every mapping and template can be read, also one that only some records need. */
class Compilation implements LoadCheck {

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (String path : model.snapshot().paths()) {
            if (Materials.isMaterial(path)) {
                compile(path.substring(Snapshot.ROUTES.length()), model.context(), findings);
            }
        }
    }

    private static void compile(String name, CamelContext context, Consumer<Finding> findings) {
        try {
            if (name.startsWith("mappings/")) {
                context.resolveLanguage("jsonata").createExpression("resource:routes:" + name);
            } else if (name.startsWith("templates/")) {
                context.getEndpoint("freemarker:" + name);
            }
        } catch (NoSuchLanguageException elsewhere) {
            // A route that uses it is told so.
        } catch (RuntimeException failure) {
            findings.accept(LoadFailure.at(name, null, failure));
        }
    }
}
