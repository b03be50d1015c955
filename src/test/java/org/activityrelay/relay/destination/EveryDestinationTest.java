package org.activityrelay.relay.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One contract for every destination: each case is shown by a test of it, or declared away with the reason. */
class EveryDestinationTest {

    private static final String PACKAGE = "org.activityrelay.relay.destination.";

    /** Suites by destination; {@code rest} is what any other CRM is written with. */
    private static final Map<String, List<String>> SUITES = Map.of(
            "salesforce", List.of("crm.SalesforceTest"),
            "servicenow", List.of("crm.ServiceNowTest"),
            "dynamics", List.of("crm.DynamicsTest"),
            "rest", List.of("crm.RestTest"),
            "crm", List.of("http.CrmOutletTest"),
            "email", List.of("mail.EmailTest"),
            "database", List.of("sql.SqliteDatabaseTest", "sql.PostgresDatabaseTest"),
            "queue", List.of("queue.QueueTest"),
            "webhook", List.of("http.WebhookTest"));

    private static List<Class<?>> suites() {
        return SUITES.values().stream()
                .flatMap(List::stream)
                .<Class<?>>map(EveryDestinationTest::suite)
                .toList();
    }

    private static Class<?> suite(String name) {
        try {
            return Class.forName(PACKAGE + name);
        } catch (ClassNotFoundException gone) {
            throw new AssertionError("there is no suite " + name, gone);
        }
    }

    @Test
    void everyDestinationThatIsShippedHasASuite() throws Exception {
        Set<String> shipped = new TreeSet<>(Set.of("rest"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("5-destination-.*\\.camel\\.yaml"))
                    .forEach(file -> shipped.add(file.replaceAll("5-destination-|\\.camel\\.yaml", "")));
        }

        assertThat(SUITES.keySet()).containsExactlyInAnyOrderElementsOf(shipped).hasSize(9);
    }

    @Test
    void everyCaseIsShownOrDeclaredAway() {
        assertThat(suites().stream().flatMap(suite -> Suites.mistakes(suite).stream()))
                .isEmpty();
    }

    /** A case that is declared away anew is seen here, and is to be thought over. */
    @Test
    void onlySoManyAreDeclaredAway() {
        assertThat(suites()).hasSize(10);
        assertThat(suites().stream().mapToInt(suite -> Suites.shown(suite).size()))
                .containsExactlyInAnyOrder(14, 14, 14, 14, 13, 10, 9, 9, 10, 11);
        assertThat(suites().stream()
                        .mapToInt(suite -> Suites.declared(suite).size())
                        .sum())
                .isEqualTo(22);
    }

    /** Shows one case, declares two away, one of them without a reason, and is silent about the rest. */
    @CannotHappen(value = Case.DELIVERED, because = "it is shown all the same")
    @CannotHappen(value = Case.REPLAYED, because = "no")
    private static final class Incomplete {
        @Test
        @Shows(Case.DELIVERED)
        void shows() {
            // is only read
        }

        @Shows(Case.REVISED)
        void isNoTest() {
            // is only read
        }
    }

    @Test
    void whatASuiteLeavesOutIsFound() {
        assertThat(Suites.mistakes(Incomplete.class))
                .hasSize(14)
                .anyMatch(mistake -> mistake.contains("DELIVERED cannot happen, and shows it by [shows]"))
                .anyMatch(mistake -> mistake.contains("no reason why REPLAYED"))
                .anyMatch(mistake -> mistake.contains("shows nothing of REVISED:"))
                .anyMatch(mistake -> mistake.contains("shows nothing of UNICODE"));
    }
}
