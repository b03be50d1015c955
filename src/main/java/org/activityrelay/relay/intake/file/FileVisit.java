package org.activityrelay.relay.intake.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.activityrelay.relay.intake.Receipt;

/** One reading of one file, from being taken to being moved. Used by one thread. */
final class FileVisit {

    private static final int SAMPLE = 100;

    private final Path file;
    private final FileIdentity identity;
    private final boolean settled;
    private final BooleanSupplier closing;
    private final long began = System.nanoTime();
    private final List<Receipt.Item> sample = new ArrayList<>();
    private FileRejects rejects;
    private boolean postponed;
    private long stored;
    private long duplicates;
    private long refused;

    /**
     * @param settled whether it has been unchanged so long that an incomplete record at its end will stay so
     * @param closing asked while it is being read; true gives it up, and the file stays
     */
    FileVisit(Path file, FileIdentity identity, boolean settled, BooleanSupplier closing) {
        this.file = file;
        this.identity = identity;
        this.settled = settled;
        this.closing = closing;
    }

    Path file() {
        return file;
    }

    String name() {
        return file.getFileName().toString();
    }

    /** The name, as a log may show it. */
    String shown() {
        return FileNames.shown(file.getFileName());
    }

    FileIdentity identity() {
        return identity;
    }

    boolean isSettled() {
        return settled;
    }

    BooleanSupplier closing() {
        return closing;
    }

    long milliseconds() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** It is to be read again when it is older. */
    void postpone() {
        postponed = true;
    }

    boolean isPostponed() {
        return postponed;
    }

    /** The first items, for the receipt. */
    List<Receipt.Item> sample() {
        return sample;
    }

    /** Null while nothing is refused. */
    FileRejects rejects() {
        return rejects;
    }

    void rejects(FileRejects opened) {
        rejects = opened;
    }

    long stored() {
        return stored;
    }

    long duplicates() {
        return duplicates;
    }

    long refused() {
        return refused;
    }

    long records() {
        return stored + duplicates + refused;
    }

    /** Whether there was nothing in it that could be stored. */
    boolean isRefusedAsAWhole() {
        return stored + duplicates == 0 && refused > 0;
    }

    /** Counts what became of one item. */
    void count(Receipt.Item item) {
        if (sample.size() < SAMPLE) {
            sample.add(item);
        }
        if (item instanceof Receipt.Stored one && one.accepted().duplicate()) {
            duplicates++;
        } else if (item instanceof Receipt.Stored) {
            stored++;
        } else {
            refused++;
        }
    }
}
