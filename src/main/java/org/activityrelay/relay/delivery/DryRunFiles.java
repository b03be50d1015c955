package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.data.ClosedFiles;
import org.activityrelay.relay.ledger.Claim;
import org.activityrelay.relay.ledger.DryRuns;

/**
 * Dry-run results as files: {@code <folder>/<destination>/<record key>.<eml or json>}; a second request of the delivery
 * is {@code …~2}, one that only asks {@code …~lookup1} (no key's own name ends so). A file appears whole or not at all.
 *
 * <p>Files are not synced: two syncs for each were a fifth of all work of a relay in dry-run, and what a machine loses by
 * a power cut can be made again from the ledger by a replay. A killed process loses none. One file is
 * written at a time: threads that make files in one folder only wait for each other, and do not sleep meanwhile.
 */
public final class DryRunFiles implements DryRunStore {

    /** What a recorded request may be kept as. */
    private static final List<String> EXTENSIONS = List.of("json", "eml");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param folder usually {@code data/dry-run}; created when first used */
    public DryRunFiles(Path folder) {
        this.folder = folder;
        ClosedFiles.close(folder);
    }

    @Override
    public synchronized void keep(Claim claim, List<RecordedRequest> requests) throws IOException {
        Path destination = folder.resolve(SafeName.of(claim.destination()));
        ClosedFiles.newFolder(destination);
        String name = SafeName.of(claim.recordKey());
        Map<String, byte[]> files = files(name, requests);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            write(destination, file.getKey(), file.getValue());
        }
        removeOthers(destination, name, files);
    }

    private static Map<String, byte[]> files(String name, List<RecordedRequest> requests) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        int sent = 0;
        int asked = 0;
        for (RecordedRequest request : requests) {
            String suffix = request.lookup() ? "~lookup" + ++asked : ++sent == 1 ? "" : "~" + sent;
            files.put(name + suffix + "." + request.extension(), request.content());
        }
        return files;
    }

    /** What a file is called while it is written; one that a killed process left is overwritten by the next attempt. */
    public static String unfinished(String name) {
        return "." + name + ".tmp";
    }

    private static void write(Path destination, String name, byte[] content) throws IOException {
        Path unfinished = destination.resolve(unfinished(name));
        try {
            try (FileChannel file = ClosedFiles.overwrite(unfinished)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    file.write(left);
                }
            }
            Files.move(
                    unfinished,
                    destination.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /**
     * What an earlier revision kept beyond the requests of this one. Its names are tried one after the other: the folder
     * may hold a million others.
     */
    private static void removeOthers(Path destination, String name, Map<String, byte[]> files) throws IOException {
        removeSequence(destination, name, "~", 2, files);
        removeSequence(destination, name, "~lookup", 1, files);
        for (String extension : EXTENSIONS) {
            remove(destination, name + "." + extension, files);
        }
    }

    /** From the last one down, so that a process killed meanwhile leaves no gap behind which others stay for ever. */
    private static void removeSequence(
            Path destination, String name, String infix, int first, Map<String, byte[]> files) throws IOException {
        int end = first;
        while (exists(destination, name + infix + end)) {
            end++;
        }
        for (int number = end - 1; number >= first; number--) {
            for (String extension : EXTENSIONS) {
                remove(destination, name + infix + number + "." + extension, files);
            }
        }
    }

    /** Those that only ask come first: files do not tell when they were asked. */
    @Override
    public List<DryRuns.Request> requests(DryRuns.Delivery delivery) throws IOException {
        List<DryRuns.Request> requests = new ArrayList<>();
        if (delivery.replaced()) {
            return requests;
        }
        Path destination = folder.resolve(SafeName.of(delivery.destination()));
        String name = SafeName.of(delivery.recordKey());
        readSequence(destination, name + "~lookup", 1, true, requests);
        read(destination, name, false, requests);
        readSequence(destination, name + "~", 2, false, requests);
        return requests;
    }

    private static void readSequence(
            Path destination, String stem, int first, boolean lookup, List<DryRuns.Request> requests)
            throws IOException {
        for (int number = first; read(destination, stem + number, lookup, requests); number++) {
            // until there is no next one
        }
    }

    /** Answers whether there is such a file. */
    private static boolean read(Path destination, String stem, boolean lookup, List<DryRuns.Request> requests)
            throws IOException {
        for (String extension : EXTENSIONS) {
            Path file = destination.resolve(stem + "." + extension);
            if (Files.exists(file)) {
                JsonNode description = description(Files.readAllBytes(file), extension);
                requests.add(new DryRuns.Request(kind(description), lookup, description));
                return true;
            }
        }
        return false;
    }

    /** A mail's file is the message itself. */
    private static JsonNode description(byte[] content, String extension) throws IOException {
        return extension.equals("json")
                ? JSON.readTree(content)
                : JSON.createObjectNode().put("message", new String(content, StandardCharsets.UTF_8));
    }

    private static String kind(JsonNode description) {
        if (description.has("message")) {
            return "mail";
        }
        if (description.has("statement")) {
            return "sql";
        }
        return description.has("endpoint")
                ? description.get("endpoint").asText().replaceFirst(":.*", "")
                : "http";
    }

    private static boolean exists(Path destination, String stem) {
        return EXTENSIONS.stream()
                .anyMatch(extension ->
                        destination.resolve(stem + "." + extension).toFile().exists());
    }

    /** Asks first, as above: mostly there is none, and a file that is not there costs an exception elsewhere. */
    private static void remove(Path destination, String fileName, Map<String, byte[]> files) throws IOException {
        Path file = destination.resolve(fileName);
        if (!files.containsKey(fileName) && file.toFile().exists()) {
            Files.deleteIfExists(file);
        }
    }
}
