package org.activityrelay.relay.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** What was refused of a file, in a file of the same form as the file intake's; there is none when nothing was. */
final class ImportErrors implements Closeable {

    private final String name;
    private final Path file;
    private final Path part;
    private JsonGenerator json;

    ImportErrors(Path imported) {
        name = imported.getFileName().toString();
        file = imported.resolveSibling(name + ".error.json");
        part = imported.resolveSibling("." + name + ".error.part");
    }

    Path file() {
        return file;
    }

    /**
     * @param problems array of {@code {pointer, detail}}
     * @param rejection id under which the service keeps it, or null
     */
    void add(long line, int status, JsonNode problems, String rejection) throws IOException {
        if (json == null) {
            begin();
        }
        json.writeStartObject();
        json.writeNumberField("line", line);
        if (rejection != null) {
            json.writeStringField("rejection", rejection);
        }
        json.writeNumberField("status", status);
        json.writeFieldName("problems");
        json.writeTree(problems);
        json.writeEndObject();
    }

    private void begin() throws IOException {
        json = Service.JSON
                .getFactory()
                .createGenerator(Files.newOutputStream(part))
                .useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("file", name);
        json.writeArrayFieldStart("refused");
    }

    /** Takes the place of an earlier import's file, or takes that away. */
    void complete(Importing done) throws IOException {
        if (json == null) {
            Files.deleteIfExists(file);
            return;
        }
        json.writeEndArray();
        json.writeNumberField("stored", done.stored());
        json.writeNumberField("alreadyKnown", done.known());
        json.writeStringField("at", Instant.now().toString());
        json.writeEndObject();
        json.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (json != null) {
            json.close();
        }
    }
}
