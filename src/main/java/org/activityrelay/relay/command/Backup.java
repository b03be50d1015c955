package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.activityrelay.relay.ledger.LedgerFile;
import org.springframework.core.env.Environment;

/** A folder with copies of the service's files, and a page that says what they must be: {@code backup.json}. */
final class Backup {

    static final String LEDGER = "ledger.db";
    static final String REPORTING = "reporting.db";

    private static final String PAGE = "backup.json";
    private static final int FORMAT = 1;
    private static final String SQLITE = "jdbc:sqlite:";

    private final Path folder;
    private final ObjectNode page;

    private Backup(Path folder, ObjectNode page) {
        this.folder = folder;
        this.page = page;
    }

    /** The ledger's file; {@code remedy} is for those whose ledger is none. */
    static LedgerFile ledger(Environment settings, String remedy) {
        String url = settings.getRequiredProperty("relay.ledger.url");
        if (!url.startsWith(SQLITE)) {
            throw new CommandFailedException("The ledger is not a file (relay.ledger.url). " + remedy);
        }
        return LedgerFile.of(url);
    }

    /** The file of the database destination, or null if it is no file. */
    static Path reporting(Environment settings) {
        String url = settings.getProperty("relay.destination.database.url", "");
        return url.startsWith(SQLITE) ? Path.of(url.substring(SQLITE.length()).replaceFirst("\\?.*", "")) : null;
    }

    /** Begins a new one in a folder that is there. */
    static Backup begin(Path folder) {
        ObjectNode page = Service.JSON.createObjectNode();
        page.put("format", FORMAT).put("madeAt", Instant.now().toString()).put("madeBy", new Version().getVersion()[0]);
        page.putObject("files");
        return new Backup(folder, page);
    }

    /**
     * Opens one that was made before.
     *
     * @throws CommandFailedException when it is none, or a file in it is not what it was
     */
    static Backup open(Path folder) throws IOException {
        Path file = folder.resolve(PAGE);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(
                    folder + " is no complete backup: it has no " + PAGE + ". Name a folder that ./relay backup made.");
        }
        JsonNode page = Service.JSON.readTree(file.toFile());
        if (page.path("format").asInt() != FORMAT || !page.path("files").has(LEDGER)) {
            throw new CommandFailedException(file + " is not of a form that this version reads.");
        }
        Backup backup = new Backup(folder, (ObjectNode) page);
        for (var named : page.get("files").properties()) {
            Path copy = folder.resolve(Path.of(named.getKey()).getFileName());
            if (!Files.isRegularFile(copy)
                    || !sha256(copy).equals(named.getValue().path("sha256").asText())) {
                throw new CommandFailedException(
                        copy + " is not the file that was backed up: it is missing or damaged.");
            }
        }
        return backup;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    boolean has(String name) {
        return page.path("files").has(name);
    }

    String madeAt() {
        return page.path("madeAt").asText();
    }

    void add(String name) throws IOException {
        ((ObjectNode) page.get("files"))
                .putObject(name)
                .put("bytes", Files.size(file(name)))
                .put("sha256", sha256(file(name)));
    }

    void describe(LedgerFile.Contents contents) {
        page.put("schema", contents.schema())
                .put("records", contents.records())
                .put("deliveries", contents.deliveries())
                .put("waiting", contents.waiting());
    }

    /** With this page the backup is complete. */
    void complete() throws IOException {
        Files.write(
                file(PAGE),
                Service.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(page),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
