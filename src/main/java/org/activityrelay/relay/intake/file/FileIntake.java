package org.activityrelay.relay.intake.file;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.intake.Body;
import org.activityrelay.relay.intake.BodyIntake;
import org.activityrelay.relay.intake.DoorHandover;
import org.activityrelay.relay.intake.DoorPatience;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.intake.Refusals;
import org.activityrelay.relay.ledger.LedgerUnavailableException;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file record by record, never all of it into memory, and stores the records in the order of the file. While the
 * ledger cannot store, it waits where it is; the file stays in its folder until every record is stored or refused.
 */
final class FileIntake implements BodyIntake {

    private static final Logger LOG = LoggerFactory.getLogger(FileIntake.class);
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final long PROGRESS_NANOS = Duration.ofSeconds(10).toNanos();

    private final FileSettings settings;
    private final int maxRecord;
    private final Intake intake;
    private final Refusals refusals;
    private final DoorStatus status;
    private final Opener opener;
    private final Map<Path, FileVisit> visits = new ConcurrentHashMap<>();

    /** Opens files; a test's breaks. */
    interface Opener {
        InputStream open(Path file) throws IOException;
    }

    /** @param maxRecord longest record, bytes; of what is longer, as much is kept as a rejection */
    FileIntake(
            FileSettings settings, int maxRecord, Intake intake, Refusals refusals, DoorStatus status, Opener opener) {
        this.settings = settings;
        this.maxRecord = maxRecord;
        this.intake = intake;
        this.refusals = refusals;
        this.status = status;
        this.opener = opener;
        status.counts(visits::size);
    }

    /** Announces a file that is about to come along the route. */
    void begin(FileVisit visit) {
        visits.put(visit.file(), visit);
    }

    /** Ends a visit; null if there was none. */
    FileVisit end(Path file) {
        return visits.remove(file);
    }

    @Override
    public boolean takes(Object body) {
        return body instanceof GenericFile<?> file && file.getFile() instanceof File;
    }

    /** On the calling thread: when it returns, the answer is there. At most the first 100 items are in the receipt. */
    @Override
    public CompletableFuture<Receipt> accept(Object body, String door, String tenant) {
        Path file = key((File) ((GenericFile<?>) body).getFile());
        try {
            FileVisit announced = visits.get(file);
            FileVisit visit = announced != null ? announced : unannounced(file);
            readOrPostpone(visit, new FileReading(visit, door, tenant, announced != null));
            boolean batch = announced != null || !visit.isRefusedAsAWhole();
            return CompletableFuture.completedFuture(new Receipt(batch, visit.sample()));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A file from a route that has its own ways of waiting and moving. */
    private static FileVisit unannounced(Path file) throws IOException {
        FileIdentity identity = new FileIdentity(null, Files.size(file), Files.getLastModifiedTime(file));
        return new FileVisit(file, identity, true, () -> false);
    }

    /** One name for one file. */
    static Path key(File file) {
        return file.toPath().toAbsolutePath().normalize();
    }

    /** A file that is not finished is no failure; what is whole in it is stored. */
    private void readOrPostpone(FileVisit visit, FileReading reading) throws IOException {
        try {
            read(visit, reading);
        } catch (FileUnsettledException unfinished) {
            visit.postpone();
        }
    }

    private void read(FileVisit visit, FileReading reading) throws IOException {
        try (InputStream in = opener.open(visit.file());
                FileRecords records = FileRecords.of(visit.name(), in, maxRecord)) {
            reading.all(records);
        } catch (FileRefusedException e) {
            reading.refuseFile(e.getMessage());
        }
    }

    /** One pass through one file. */
    private final class FileReading {

        private final FileVisit visit;
        private final String door;
        private final String tenant;
        private final boolean keepRejects;
        private final DoorPatience patience;
        private final DoorHandover<FileRecord> handover;
        private final List<FileRecord> batch = new ArrayList<>();
        private FileRecords records;
        private long batchBytes;
        private long saidAt = System.nanoTime();

        private FileReading(FileVisit visit, String door, String tenant, boolean keepRejects) {
            this.visit = visit;
            this.door = door;
            this.tenant = tenant;
            this.keepRejects = keepRejects;
            this.patience = new DoorPatience(status, settings.retryFirst(), settings.retryAtMost(), visit.closing());
            this.handover = new DoorHandover<>(patience, this::interactions, this::store);
        }

        private void all(FileRecords opened) throws IOException {
            records = opened;
            for (FileRecord record = records.next(); record != null; record = records.next()) {
                checkSettled(record);
                batch.add(record);
                batchBytes += record.body() == null ? 0 : record.body().length;
                if (batch.size() >= settings.inFlight() || batchBytes >= BATCH_BYTES) {
                    flush();
                    sayProgress(records.position());
                }
            }
            flush();
            if (visit.records() == 0 && !records.mayBeEmpty()) {
                if (!visit.isSettled()) {
                    throw new FileUnsettledException();
                }
                refuseFile("holds no record");
            }
        }

        private void checkSettled(FileRecord record) throws FileUnsettledException {
            if (record.cutOff() && !visit.isSettled() && (record.body() == null || !records.isComplete(record))) {
                throw new FileUnsettledException();
            }
        }

        private void flush() throws IOException {
            List<FileRecord> readable =
                    batch.stream().filter(record -> record.body() != null).toList();
            List<Receipt> answers = handover.handOver(readable);
            int next = 0;
            for (FileRecord record : batch) {
                if (record.body() == null) {
                    Receipt.Refused refusal = keep(record.line(), record.offset(), record.length(), record.fault());
                    visit.count(refusal);
                    refuse(record, List.of(refusal));
                } else {
                    settle(record, answers.get(next++));
                }
            }
            batch.clear();
            batchBytes = 0;
        }

        private void settle(FileRecord record, Receipt receipt) throws IOException {
            receipt.items().forEach(visit::count);
            List<Receipt.Refused> refusals = receipt.items().stream()
                    .filter(Receipt.Refused.class::isInstance)
                    .map(Receipt.Refused.class::cast)
                    .toList();
            if (!refusals.isEmpty()) {
                refuse(record, refusals);
            }
        }

        private void refuse(FileRecord record, List<Receipt.Refused> reasons) throws IOException {
            if (keepRejects) {
                rejects().add(record, reasons);
            }
        }

        private void refuseFile(String why) throws IOException {
            Receipt.Refused refusal = keep(1, 0, visit.identity().size(), "the file " + why);
            visit.count(refusal);
            if (keepRejects) {
                rejects().addWhole(refusal);
            }
        }

        /** Keeps what is at fault as a rejection; waits for the ledger as for any record. */
        private Receipt.Refused keep(long line, long offset, long length, String why) throws IOException {
            byte[] bytes = excerpt(offset, length);
            Body body = new Body(bytes, contentType(), door, visit.name(), tenant, null, new Body.At(line, 1));
            while (true) {
                patience.checkOpen();
                try {
                    Receipt.Refused refused = refusals.refuse(body, why);
                    patience.succeeded();
                    return refused;
                } catch (LedgerUnavailableException e) {
                    patience.failed("the ledger cannot store", e);
                }
            }
        }

        private byte[] excerpt(long offset, long length) throws IOException {
            try (InputStream in = open(visit.file())) {
                in.skipNBytes(offset);
                return in.readNBytes((int) Math.min(length, maxRecord));
            }
        }

        private String contentType() {
            return records == null ? null : records.contentType();
        }

        private FileRejects rejects() throws IOException {
            if (visit.rejects() == null) {
                Path folder = visit.file().resolveSibling(settings.rejected());
                visit.rejects(new FileRejects(visit.file(), folder, records == null ? null : records.frame()));
            }
            return visit.rejects();
        }

        private CompletableFuture<Receipt> store(FileRecord record) {
            Body.At at = new Body.At(record.line(), record.column());
            return intake.accept(new Body(record.body(), records.contentType(), door, visit.name(), tenant, null, at));
        }

        private Set<String> interactions(FileRecord record) {
            return records.interactions(record);
        }

        private void sayProgress(long position) {
            if (System.nanoTime() - saidAt < PROGRESS_NANOS) {
                return;
            }
            saidAt = System.nanoTime();
            LOG.info(
                    "files: {}, {} % read, {} stored, {} already known, {} refused, {} records/s",
                    visit.shown(),
                    100 * position / Math.max(1, visit.identity().size()),
                    visit.stored(),
                    visit.duplicates(),
                    visit.refused(),
                    1000 * visit.records() / Math.max(1, visit.milliseconds()));
        }
    }

    /** The usual way of opening a file. */
    static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file);
    }
}
