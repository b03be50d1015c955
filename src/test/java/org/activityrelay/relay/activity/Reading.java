package org.activityrelay.relay.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/** Reads JSON written in a test. */
final class Reading {

    static final Dispositions SHIPPED = shipped();
    static final TenantProfile PLAIN = new TenantProfile("default", null, null, ZoneId.of("UTC"), SHIPPED);

    private Reading() {}

    static Activity read(String json) {
        return read(json, PLAIN);
    }

    static Activity read(String json, TenantProfile tenant) {
        try {
            return new ActivityReader(CanonicalJson.MAPPER).read(CanonicalJson.MAPPER.readTree(json), tenant);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** A minimal record with more fields: {@code "a":1,"b":2}. */
    static Activity with(String fields) {
        return read("{\"interactionId\":\"i-1\",\"type\":\"voice\"" + (fields.isEmpty() ? "" : ",") + fields + "}");
    }

    static List<Problem> problems(String json) {
        try {
            read(json);
        } catch (InvalidActivityException e) {
            return e.problems();
        }
        throw new AssertionError("was read: " + json);
    }

    /** The problems of a minimal record with more fields. */
    static List<Problem> problemsWith(String fields) {
        return problems("{\"interactionId\":\"i-1\",\"type\":\"voice\"," + fields + "}");
    }

    static TenantProfile tenant(String base, String zone) {
        return new TenantProfile(
                "acme", base == null ? null : URI.create(base), null, ZoneId.of(zone), Dispositions.none());
    }

    private static Dispositions shipped() {
        try {
            return Dispositions.parse(Files.readAllBytes(Path.of("config/dispositions.yaml")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
