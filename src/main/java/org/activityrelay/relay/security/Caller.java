package org.activityrelay.relay.security;

import java.security.Principal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who sent the current request.
 *
 * @param name name of the key; {@code local} on loopback while no key is configured; {@code token:} and the subject of a
 *     bearer token
 * @param role what it may do
 * @param tenant the only tenant it may write and read, or null when it is bound to none
 * @param agent the agent whom the token's issuer vouches for, or null
 */
public record Caller(String name, Role role, String tenant, String agent) implements Principal {

    static final Caller LOCAL = new Caller("local", Role.ADMIN, null);

    Caller(String name, Role role, String tenant) {
        this(name, role, tenant, null);
    }

    @Override
    public String getName() {
        return name;
    }

    /** The caller of the request that the current thread serves; throws IllegalStateException when there is none. */
    public static Caller current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("no caller: this address is not protected");
    }

    /** Whether everybody knows its key: it only adds, and is told nothing about what is stored. */
    public boolean isPublic() {
        return role == Role.PUBLISH;
    }

    /** Whether records of that tenant may be shown. */
    public boolean mayRead(String ofTenant) {
        return tenant == null || tenant.equals(ofTenant);
    }
}
