package org.activityrelay.relay.ledger;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this JVM holds, after a full collection: what grows with every record is never let go. */
public final class LiveObjects {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    private final Map<String, Integer> byClass;

    private LiveObjects(Map<String, Integer> byClass) {
        this.byClass = byClass;
    }

    public static LiveObjects now() {
        return new LiveObjects(histogram()
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        line -> line.group(2), line -> Integer.parseInt(line.group(1)), Integer::sum)));
    }

    /** Classes of which there are now at least so many more. */
    public Map<String, Integer> grownBy(int count) {
        Map<String, Integer> grown = new TreeMap<>();
        now().byClass.forEach((name, instances) -> {
            int more = instances - byClass.getOrDefault(name, 0);
            if (more >= count) {
                grown.put(name, more);
            }
        });
        return grown;
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
