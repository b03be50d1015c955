package org.activityrelay.relay.activity;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of the canonical record, in the order in which they are written. */
enum CanonicalField {
    TENANT("tenant", Shape.OURS),
    KIND("kind", Shape.OURS),
    INTERACTION_ID("interactionId", Shape.ID),
    GLOBAL_INTERACTION_ID("globalInteractionId", Shape.ID),
    TYPE("type", Shape.ID),
    STATE("state", Shape.WORD),
    SUBJECT("subject", Shape.TEXT),
    DESCRIPTION("description", Shape.TEXT),
    DISPOSITION("disposition", Shape.WORD),
    DISPOSITION_CLASS("dispositionClass", Shape.OURS),
    SERVICE("service", Shape.WORD),
    CALL_DIRECTION("callDirection", Shape.WORD),
    PHONE_NUMBER("phoneNumber", Shape.WORD),
    EMAIL("email", Shape.WORD),
    ANI("ANI", Shape.WORD),
    DNIS("DNIS", Shape.WORD),
    TRANSFER_ANI("transferANI", Shape.WORD),
    ORIGINATION("origination", Shape.WORD),
    INTERACTION_KIND("interactionKind", Shape.WORD),
    CONTACT_NAME("contactName", Shape.TEXT),
    INTERNAL("internal", Shape.FLAG),
    CALL_MUTED("callMuted", Shape.FLAG),
    CALL_RECORDING("callRecording", Shape.FLAG),
    PLAYBACK_URL("playbackUrl", Shape.LINK),
    RECORDING_URL("recordingUrl", Shape.LINK),
    AGENT_ID("agentId", Shape.WORD),
    AGENT_LOGIN("agentLogin", Shape.WORD),
    AGENT_NAME("agentName", Shape.WORD),
    START_TIME("startTime", Shape.TIME),
    END_TIME("endTime", Shape.TIME),
    DURATION("duration", Shape.SECONDS),
    ATTACHED_DATA("attachedData", Shape.MAP),
    FORM_VALUES("formValues", Shape.MAP),
    ASSOCIATED_OBJECTS("associatedObjects", Shape.ASSOCIATED),
    CALL_PARTIES("callParties", Shape.PARTIES),
    CHAT_PARTIES("chatParties", Shape.PARTIES),
    RECORDING_ID("recordingId", Shape.ID),
    VOICE_SIGNATURE("voiceSignature", Shape.FLAG),
    FLAGGED("flagged", Shape.FLAG),
    EXPORT_STATUS("exportStatus", Shape.WORD),
    ADDITIONAL("additional", Shape.OURS);

    /** How a sent value becomes a canonical one. */
    enum Shape {
        /** Set by us, whatever was sent. */
        OURS,
        /** Names something: never blank or a template, at most 256 characters. */
        ID,
        /** A text of at most 500 characters, so that databases can index it. */
        WORD,
        TEXT,
        LINK,
        FLAG,
        TIME,
        SECONDS,
        MAP,
        ASSOCIATED,
        PARTIES
    }

    private static final Map<String, CanonicalField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(field -> field.fieldName, Function.identity()));

    final String fieldName;
    final Shape shape;

    CanonicalField(String fieldName, Shape shape) {
        this.fieldName = fieldName;
        this.shape = shape;
    }

    /** The field of this name, or null. */
    static CanonicalField named(String name) {
        return BY_NAME.get(name);
    }
}
