package org.activityrelay.relay.security;

import java.security.Principal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who sent the current request.
 *
 * @param name name of the key; {@code local} on loopback while no key is configured
 * @param role what it may do
 * @param tenant the only tenant it may write and read, or null when it is bound to none
 */
public record Caller(String name, Role role, String tenant) implements Principal {

    static final Caller LOCAL = new Caller("local", Role.ADMIN, null);

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

    /** Whether records of that tenant may be shown. */
    public boolean mayRead(String ofTenant) {
        return tenant == null || tenant.equals(ofTenant);
    }
}
