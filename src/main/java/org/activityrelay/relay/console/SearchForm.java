package org.activityrelay.relay.console;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an operator typed. Everything may be null.
 *
 * @param what whatever is in hand: a phone number, an address, an id, an agent
 * @param from received at this time or later
 * @param to received before this time
 */
record SearchForm(
        String what,
        String type,
        String service,
        String disposition,
        String status,
        String destination,
        String from,
        String to) {

    /** Asks for nothing in particular. */
    static final SearchForm EMPTY = new SearchForm(null, null, null, null, null, null, null, null);

    SearchForm {
        what = Typed.clean(what);
        type = Typed.clean(type);
        service = Typed.clean(service);
        disposition = Typed.clean(disposition);
        status = Typed.clean(status);
        destination = Typed.clean(destination);
        from = Typed.clean(from);
        to = Typed.clean(to);
    }

    /** Of records or deliveries in that state. */
    static SearchForm ofStatus(String status, String destination) {
        return new SearchForm(null, null, null, null, status, destination, null, null);
    }

    /** Whether it has more than the one box. */
    @JsonIgnore
    public boolean isFiltered() {
        return Stream.of(type, service, disposition, status, destination, from, to)
                .anyMatch(Objects::nonNull);
    }

    /** Says nothing: it may be about a person. */
    @Override
    public String toString() {
        return "SearchForm";
    }
}
