package org.activityrelay.relay.crashtest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One content of an interaction: a later version is a later revision. Equal versions are equal bytes. */
record Version(Interaction interaction, int number) {

    /** The record as a sender has it, on one line. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("interactionId", interaction.id());
        json.put("type", interaction.kind().type());
        json.put("disposition", "Problem solved");
        json.put("description", ("Version " + number + " of " + interaction.id() + ". ").repeat(1 + number * 3));
        json.putObject("attachedData").put("version", Integer.toString(number));
        return json.toString();
    }

    @Override
    public String toString() {
        return interaction.id() + " version " + number;
    }
}
