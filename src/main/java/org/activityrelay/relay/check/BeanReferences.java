package org.activityrelay.relay.check;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.Nearest;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.apache.camel.spi.Registry;

/**
 * What a route hands to an endpoint by name, as in {@code connectionFactory: "#mq"}, is there. A check without the service
 * does not see what jars in lib/ bring, so this is a warning; a start that needs the bean fails.
 */
class BeanReferences implements LoadCheck {

    private static final Pattern REFERENCE = Pattern.compile("(?:^|[?&]\\w+=)#(?:bean:)?([A-Za-z][\\w.-]*)(?=&|$)");

    /** What the service itself offers to routes. */
    private static final Set<String> OWN = Set.of("intakeFiles");

    /** Whose names are settings, and checked with them. */
    private static final String DATABASE = "dataSource";

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        Registry beans = model.context().getRegistry();
        for (RouteFile file : model.files()) {
            for (RouteFile.Text text : file.texts()) {
                if (text.key().equals("ref")) {
                    continue; // of a step that is refused
                }
                Matcher reference = REFERENCE.matcher(model.resolve(text.value()));
                while (reference.find()) {
                    String name = reference.group(1);
                    boolean database =
                            text.key().equals(DATABASE) || reference.group().contains(DATABASE + "=");
                    if (!database && !OWN.contains(name) && beans.lookupByName(name) == null) {
                        findings.accept(missing(file, text.line(), name, beans));
                    }
                }
            }
        }
    }

    private static Finding missing(RouteFile file, int line, String name, Registry beans) {
        Set<String> known = new TreeSet<>(OWN);
        known.addAll(beans.findByTypeWithName(DataSource.class).keySet());
        String remedy = Nearest.isClose(name, known) ? "write #" + Nearest.to(name, known) : "correct the name";
        return new Finding(
                file.name(),
                line,
                "nothing is called " + name + " here",
                remedy + ", or see that a jar in lib/ brings it",
                true);
    }
}
