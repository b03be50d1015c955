package org.activityrelay.relay.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.activityrelay.relay.ledger.Claim;

/**
 * Dry-run results as files: {@code <folder>/<destination>/<record key>.<eml or json>}; a second request of the delivery
 * is {@code …~2}, one that only asks {@code …~lookup1} (no key's own name ends so). A file appears whole or not at all.
 */
public final class DryRunFiles implements DryRunStore {

    private final Path folder;

    /** @param folder usually {@code data/dry-run}; created when first used */
    public DryRunFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void keep(Claim claim, List<RecordedRequest> requests) throws IOException {
        Path destination = Files.createDirectories(folder.resolve(SafeName.of(claim.destination())));
        String name = SafeName.of(claim.recordKey());
        Map<String, byte[]> files = files(name, requests);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            write(destination, file.getKey(), file.getValue());
        }
        removeOthers(destination, name, files);
        sync(destination);
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

    private static void write(Path destination, String name, byte[] content) throws IOException {
        Path unfinished = Files.createTempFile(destination, ".", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(
                    unfinished,
                    destination.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** What an earlier revision kept beyond the requests of this one. */
    private static void removeOthers(Path destination, String name, Map<String, byte[]> files) throws IOException {
        Pattern own = Pattern.compile(Pattern.quote(name) + "(?:~(?:lookup)?\\d{1,4})?\\.(?:json|eml)");
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(destination, name + "*")) {
            found.forEach(file -> {
                String fileName = file.getFileName().toString();
                if (own.matcher(fileName).matches() && !files.containsKey(fileName)) {
                    others.add(file);
                }
            });
        }
        for (Path other : others) {
            Files.deleteIfExists(other);
        }
    }

    /** A renamed file is only safe once its folder is on disk too; Windows cannot and need not do that. */
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSupported) {
            // nothing more can be done
        }
    }
}
