package org.activityrelay.relay.check;

import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Stage;

/**
 * A destination asks for its own settings. One that was copied from another and still asks for that one's address would
 * write there: without credentials, because those go by the destination's own name, and whatever its own mode says.
 */
class OwnSettings implements LoadCheck {

    private static final Pattern SETTING = Pattern.compile("\\{\\{\\??(relay\\.destination\\.([^.{}:]+)\\.[^{}:]+)");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files(Stage.DESTINATION)) {
            SortedSet<String> own = model.destinations(file);
            if (own.isEmpty()) {
                continue;
            }
            for (RouteFile.Text text : file.texts()) {
                Matcher setting = SETTING.matcher(text.value());
                while (setting.find()) {
                    if (!own.contains(setting.group(2))) {
                        findings.accept(foreign(file, text.line(), setting, own.first()));
                    }
                }
            }
        }
    }

    private static Finding foreign(RouteFile file, Integer line, Matcher setting, String own) {
        String key = setting.group(1);
        String other = setting.group(2);
        return new Finding(
                file.name(),
                line,
                key + " is a setting of the destination " + other,
                "write relay.destination." + own
                        + key.substring("relay.destination.".length() + other.length())
                        + " and set it in config/application.yaml");
    }
}
