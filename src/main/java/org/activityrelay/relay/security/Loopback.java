package org.activityrelay.relay.security;

/** Whether an address, as the container writes it, is this machine's own. */
final class Loopback {

    private Loopback() {}

    static boolean is(String address) {
        return address != null
                && (address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1") || address.equals("::1"));
    }
}
