package org.activityrelay.relay.destination;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.activityrelay.relay.delivery.DryRunFiles;
import org.activityrelay.relay.delivery.SafeName;
import org.activityrelay.relay.ledger.Erasures.Sent;
import org.activityrelay.relay.privacy.Copies;
import org.activityrelay.relay.privacy.Traces;

/** The files of dry runs, named after the record. */
final class DryRunCopies implements Copies {

    private static final List<String> EXTENSIONS = List.of(".json", ".eml");

    private final Path folder;

    /** @param folder as of {@link DryRunFiles} */
    DryRunCopies(Path folder) {
        this.folder = folder;
    }

    @Override
    public String place() {
        return "dry-run files";
    }

    @Override
    public Optional<Integer> erase(Traces traces, boolean onlyCount) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (Sent sent : traces.deliveries()) {
            Path destination = folder.resolve(SafeName.of(sent.destination()));
            String name = SafeName.of(sent.recordKey());
            addExisting(destination, name, found);
            addSequence(destination, name + "~", 2, found);
            addSequence(destination, name + "~lookup", 1, found);
        }
        if (!onlyCount) {
            for (Path file : found) {
                Files.deleteIfExists(file);
            }
        }
        return Optional.of(found.size());
    }

    /** Names are tried one after the other: the folder may hold a million others. */
    private static void addSequence(Path destination, String stem, int first, Set<Path> found) {
        int number = first;
        while (addExisting(destination, stem + number, found)) {
            number++;
        }
    }

    /** With what a process that was killed while it wrote left of them. */
    private static boolean addExisting(Path destination, String stem, Set<Path> found) {
        List<Path> existing = EXTENSIONS.stream()
                .map(extension -> stem + extension)
                .flatMap(name -> Stream.of(name, DryRunFiles.unfinished(name)))
                .map(destination::resolve)
                .filter(Files::exists)
                .toList();
        found.addAll(existing);
        return !existing.isEmpty();
    }

    /** A dry run waits for nobody. */
    @Override
    public int purge(Instant settled, Instant open) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int deleted = 0;
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(settled)
                        && Files.deleteIfExists(file)) {
                    deleted++;
                }
            }
        }
        return deleted;
    }
}
