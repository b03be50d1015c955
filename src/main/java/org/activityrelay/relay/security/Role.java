package org.activityrelay.relay.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a key may do; each role may do what those before it may. */
public enum Role {
    /** Known to everybody, because it stands in a web page: adds records through the collector, changes and reads nothing. */
    PUBLISH,
    /** Hands in records and reads the answers to them, nothing else. */
    INGEST,
    /** Reads what is stored, and repairs it. */
    OPERATOR,
    /** May do everything. */
    ADMIN;

    /** The word used in configuration and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<GrantedAuthority> authorities() {
        return Arrays.stream(values())
                .filter(role -> role.ordinal() <= ordinal())
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }
}
