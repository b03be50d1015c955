package org.activityrelay.relay.delivery.classifier;

import jakarta.jms.JMSException;
import jakarta.mail.MessagingException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A failure with everything it wraps, outermost first: Camel, Spring and drivers each wrap in their own way. */
final class Causes {

    private static final int ENOUGH = 64;

    private final List<Throwable> links = new ArrayList<>();

    Causes(Throwable failure) {
        collect(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    Stream<Throwable> stream() {
        return links.stream();
    }

    /** All links of a type. */
    <T> Stream<T> all(Class<T> type) {
        return links.stream().filter(type::isInstance).map(type::cast);
    }

    <T> Optional<T> first(Class<T> type) {
        return all(type).findFirst();
    }

    boolean has(Class<?>... types) {
        return Stream.of(types).anyMatch(type -> links.stream().anyMatch(type::isInstance));
    }

    boolean any(Predicate<Throwable> test) {
        return links.stream().anyMatch(test);
    }

    /** The innermost one, which knows best; null without a failure. */
    Throwable root() {
        return links.isEmpty() ? null : links.get(links.size() - 1);
    }

    private void collect(Throwable link, Set<Throwable> seen) {
        if (link == null || links.size() >= ENOUGH || !seen.add(link)) {
            return;
        }
        links.add(link);
        if (link instanceof SQLException sql) {
            collect(sql.getNextException(), seen);
        }
        if (link instanceof MessagingException mail) {
            collect(mail.getNextException(), seen);
        }
        if (link instanceof JMSException jms) {
            collect(jms.getLinkedException(), seen);
        }
        collect(link.getCause(), seen);
    }
}
