package org.activityrelay.relay.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One case of a case file.
 *
 * @param file below the routes folder
 * @param line where it begins
 * @param settings that this case has instead of the site's
 * @param answers of the receivers
 * @param activity what the canonical record holds
 * @param expected the deliveries that must be planned
 * @param never those that must not
 * @param others whether further deliveries are allowed
 * @param unrouted the reason why the record is expected to have no plan, or null
 * @param refused where the record is expected to be wrong, or null
 */
record Case(
        String file,
        int line,
        String name,
        Source source,
        String tenant,
        Map<String, String> settings,
        List<Answer> answers,
        List<Check> activity,
        List<Delivery> expected,
        List<Never> never,
        boolean others,
        Check unrouted,
        List<Check> refused) {

    /** Its name among all cases: {@code complaint: A complaint is mailed}. */
    String fullName() {
        return file.substring(file.lastIndexOf('/') + 1).replace(CaseFileReader.SUFFIX, "") + ": " + name;
    }

    /**
     * The record.
     *
     * @param sample name of a file in the folder of samples, or null
     * @param number of the record in that file, from 1
     * @param with a JSON merge patch (RFC 7396) on it, or null
     * @param body the record itself, or null
     */
    record Source(String sample, int number, JsonNode with, JsonNode body, int line) {}

    /**
     * What a receiver answers.
     *
     * @param request method and URL; {@code *} stands for anything
     */
    record Answer(String request, int status, Map<String, String> headers, JsonNode body, int line) {}

    /** @param part null for any */
    record Never(String destination, String part, int line) {}

    /** @param contents by kind: mail, http, sql, message */
    record Delivery(
            String destination,
            String part,
            int line,
            List<Check> arguments,
            Check outcome,
            Check reason,
            Check externalId,
            Map<String, Contents> contents) {}

    /**
     * What is expected of the requests of one kind.
     *
     * @param all whether every request is listed, those that only ask among them; else the one that writes is meant
     */
    record Contents(boolean all, List<List<Check>> requests, int line) {}

    /**
     * One thing to look at.
     *
     * @param path of names and indexes, from the top of what is looked at
     * @param shown the path as people read it
     * @param part whether the text only has to contain what is expected
     */
    record Check(List<String> path, String shown, JsonNode expected, boolean part, int line) {}
}
