package org.activityrelay.relay.destination.crm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.activityrelay.relay.destination.Examined;

/**
 * One kind of CRM. Everything is asked and written through a {@link CrmSession}. Failures: a {@link CrmRefusal} when the
 * CRM's own words say more than the HTTP status does, else what {@link CrmSession#refused} makes of the status.
 */
interface Crm {

    /** The word in a route: {@code crm:<kind>/write}. */
    String kind();

    /**
     * The persons that have a phone number or an email address; more than one is as good as none, so that two are enough.
     */
    List<Linked> find(CrmSession crm, Contact contact) throws IOException;

    /** Creates the record of this delivery's key, with the guard against a double that the CRM has. */
    Written create(CrmSession crm, ObjectNode fields) throws IOException;

    /**
     * Whether {@link #create} changes a record that is there already, and with it what people have edited: then it is looked
     * for before a request is sent again that may have arrived.
     */
    default boolean overwrites() {
        return false;
    }

    /**
     * Of a request that may have arrived: the id of the record, if the CRM tells that just this request was carried out.
     *
     * @param sent the fields in it
     */
    default Optional<String> arrived(CrmSession crm, ObjectNode sent) throws IOException {
        return Optional.empty();
    }

    /**
     * The record of this delivery's key.
     *
     * @param fields whose values are wanted
     */
    Optional<Existing> read(CrmSession crm, Collection<String> fields) throws IOException;

    /**
     * Changes some fields of a record; a null takes a value away.
     *
     * @param fields all that it should then hold
     */
    Written update(CrmSession crm, String id, ObjectNode changes, ObjectNode fields) throws IOException;

    /** Whether a field can be read under the name under which it is written. */
    default boolean isReadable(String field) {
        return true;
    }

    /** What of these fields a record holds when {@link #create} has ended well. */
    default ObjectNode created(ObjectNode fields) {
        return fields;
    }

    /** What remains to be done on a record of ours that has been created; may be repeated. */
    default void complete(CrmSession crm, String id, ObjectNode fields) throws IOException {
        // one request creates it whole
    }

    /** The same for a record that was there already, and may have been completed before. */
    default void resume(CrmSession crm, String id, ObjectNode fields) throws IOException {
        complete(crm, id, fields);
    }

    /**
     * What the CRM tells of the kind of record that is written, without anything being written; null if it does not, which is
     * then noted.
     *
     * @param examined notes what else is seen, such as the field of the key
     * @throws CrmExaminer.Unanswered with an answer that is no description
     */
    Described describe(CrmSession crm, Examined examined) throws IOException;

    /** Who is to own the record by these fields, as the CRM names them; null for nobody in particular. */
    default String owner(ObjectNode fields) {
        return null;
    }

    /**
     * Of those who are to own records, whoever cannot, with the reason: {@code does not exist}, {@code is not active}.
     *
     * @throws CrmExaminer.Unanswered when users cannot be asked for
     */
    default Map<String, String> unfit(CrmSession crm, Collection<String> owners) throws IOException {
        return Map.of();
    }

    /** A link that people can follow, or null. */
    String url(CrmSession crm, String id);

    /** Headers that every request carries. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** What the CRM's answer tells of the requests it still allows; null if nothing. */
    default Allowance allowance(CrmAnswer answer) {
        return null;
    }

    /**
     * What became of a write.
     *
     * @param id of the record, or null when the answer does not name it
     */
    record Written(Fate fate, String id) {
        static Written done(String id) {
            return new Written(Fate.DONE, id);
        }
    }

    /**
     * A record that the CRM has.
     *
     * @param values of the fields that were asked for, as far as they have any
     */
    record Existing(String id, ObjectNode values) {}

    /** How a write ended, if not by a failure. */
    enum Fate {
        DONE,
        /** The guard says that there is a record of this key already. */
        EXISTS,
        /** There is no record of this id any more. */
        MISSING
    }

    /** How many requests of how many the CRM has counted. */
    record Allowance(long used, long limit) {}
}
