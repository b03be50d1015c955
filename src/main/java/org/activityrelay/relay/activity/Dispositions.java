package org.activityrelay.relay.activity;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What dispositions mean, read from {@code config/dispositions.yaml}. Whether a record carries a disposition's name,
 * code or id is documented nowhere, so each of them is recognised, without regard to case and surrounding blanks.
 * Immutable.
 */
public final class Dispositions {

    private static final Dispositions NONE = new Dispositions(Map.of(), Map.of(), List.of());

    private final Map<String, DispositionClass> classes;
    private final Map<String, Dispositions> tenants;
    private final List<Listed> listed;

    Dispositions(Map<String, DispositionClass> classes, Map<String, Dispositions> tenants, List<Listed> listed) {
        this.classes = Map.copyOf(classes);
        this.tenants = Map.copyOf(tenants);
        this.listed = List.copyOf(listed);
    }

    /** The dispositions as they stand in the file, in its order; those of tenants with the tenant's name. */
    public List<Listed> listed() {
        return listed;
    }

    /** A table without entries: every disposition is unknown. */
    public static Dispositions none() {
        return NONE;
    }

    /**
     * Reads the file.
     *
     * @throws InvalidDispositionsException with every mistake and its line
     */
    public static Dispositions parse(byte[] yaml) {
        return new DispositionsFile().read(yaml);
    }

    /** The meaning of a disposition as sent; {@code UNKNOWN} when it is not listed, blank or null. */
    public DispositionClass classOf(String disposition) {
        if (disposition == null) {
            return DispositionClass.UNKNOWN;
        }
        DispositionClass found = classes.get(disposition);
        return found != null ? found : classes.getOrDefault(key(disposition), DispositionClass.UNKNOWN);
    }

    /** The table of a tenant: its own entries first, then the common ones. */
    public Dispositions forTenant(String tenant) {
        return tenants.getOrDefault(tenant, this);
    }

    static String key(String nameCodeOrId) {
        return Blanks.strip(nameCodeOrId).toLowerCase(Locale.ROOT);
    }

    static Dispositions of(
            Map<String, DispositionClass> common,
            Map<String, Map<String, DispositionClass>> ownByTenant,
            List<Listed> listed) {
        Map<String, Dispositions> tenants = new HashMap<>();
        ownByTenant.forEach((tenant, own) -> {
            Map<String, DispositionClass> both = new HashMap<>(common);
            both.putAll(own);
            tenants.put(tenant, new Dispositions(both, Map.of(), List.of()));
        });
        return new Dispositions(common, tenants, listed);
    }

    /**
     * One disposition of the file.
     *
     * @param tenant whose it is, or null
     * @param name as written
     * @param code or null
     * @param id or null
     * @param line in the file, from 1
     */
    public record Listed(
            String tenant, String name, String code, String id, DispositionClass dispositionClass, int line) {}

    /** One mistake in the file. Lines count from 1. */
    public record Mistake(int line, String detail) {

        @Override
        public String toString() {
            return "line " + line + ": " + detail;
        }
    }

    /** The file cannot be used. */
    public static class InvalidDispositionsException extends RuntimeException {

        private final transient List<Mistake> mistakes;

        InvalidDispositionsException(List<Mistake> mistakes) {
            super(String.join("; ", mistakes.stream().map(Mistake::toString).toList()));
            this.mistakes = List.copyOf(mistakes);
        }

        /** At least one, by line. */
        public List<Mistake> mistakes() {
            return mistakes;
        }
    }
}
