package org.activityrelay.relay.intake.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.activityrelay.relay.intake.DoorClosingException;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.FileLock;
import org.activityrelay.relay.intake.NotARecordException;
import org.activityrelay.relay.intake.Receipt;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When Camel's file consumer may take a file, and where the file goes afterwards. A route names it as
 * {@code processStrategy: "#intakeFiles"}; done and rejected files go below the folder of that route.
 */
final class FileStrategy implements GenericFileProcessStrategy<File>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStrategy.class);
    private static final List<String> UNFINISHED =
            List.of(".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~");

    private static final String NAMES = System.getProperty("sun.jnu.encoding", "UTF-8");

    private final FileSettings settings;
    private final FileIntake intake;
    private final Clock clock;
    private final DoorStatus status;
    private final FileWatch watch;
    private final Map<Path, Folder> folders = new HashMap<>();
    private final Set<Path> taken = new HashSet<>();
    private final Set<String> saidUnreadable = new HashSet<>();

    FileStrategy(FileSettings settings, FileIntake intake, DoorStatus status, Clock clock) {
        this.settings = settings;
        this.intake = intake;
        this.status = status;
        this.clock = clock;
        this.watch = new FileWatch(clock);
    }

    @Override
    public synchronized void prepareOnStartup(
            GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        folder(new File(endpoint.getConfiguration().getDirectory()).toPath()).mayTake();
    }

    @Override
    public synchronized boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> generic)
            throws IOException {
        Path file = path(generic);
        if (file == null || !isWanted(file) || taken.contains(file)) {
            return false;
        }
        FileVisit visit = folder(file.getParent()).mayTake() ? visit(file, exchange) : null;
        if (visit == null) {
            return false;
        }
        taken.add(file);
        intake.begin(visit);
        return true;
    }

    @Override
    public void abort(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> generic) {
        // begin() took nothing.
    }

    @Override
    public synchronized void commit(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> generic)
            throws IOException {
        FileVisit visit = give(generic);
        if (visit != null && visit.isPostponed()) {
            discard(visit);
            watch.defer(visit.file(), settings.settledFor());
        } else if (visit != null) {
            leave(visit);
        }
    }

    @Override
    public synchronized void rollback(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> generic)
            throws IOException {
        FileVisit visit = give(generic);
        if (visit == null) {
            return;
        }
        discard(visit);
        if (exchange.getException() instanceof NotARecordException refusal) {
            refuse(visit, refusal.refused());
        } else {
            stay(visit, exchange.getException());
        }
    }

    /** For Camel's log. */
    @Override
    public String toString() {
        return "intakeFiles";
    }

    @Override
    public synchronized void close() throws IOException {
        for (Folder folder : folders.values()) {
            folder.lock.close();
        }
    }

    private boolean isWanted(Path file) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || UNFINISHED.stream().anyMatch(lower::endsWith)) {
            return false;
        }
        if (FileRecords.known(name)) {
            return true;
        }
        if (watch.sayOnce(file)) {
            LOG.warn("files: {} is left alone: only .json, .ndjson, .jsonl and .csv are taken", FileNames.shown(name));
        }
        return false;
    }

    /** Begins a visit if the file may be taken now, else answers null. */
    private FileVisit visit(Path file, Exchange exchange) throws IOException {
        FileIdentity identity;
        try {
            identity = FileIdentity.of(file);
        } catch (NoSuchFileException gone) {
            return null;
        }
        if (identity == null) {
            if (watch.sayOnce(file)) {
                LOG.warn("files: {} is left alone: it is a link or no file", FileNames.shown(file.getFileName()));
            }
            return null;
        }
        Instant since = watch.unchangedSince(file, identity);
        if (!watch.isOver(since, settings.stableFor()) || !watch.isDue(file)) {
            return null;
        }
        return new FileVisit(file, identity, watch.isOver(since, settings.settledFor()), closing(exchange));
    }

    private void leave(FileVisit visit) {
        try {
            Path now = folder(visit.file().getParent()).folders.leave(visit);
            watch.forget(visit.file());
            if (now == null) {
                discard(visit);
                LOG.info("files: {} was changed while it was read, and is read again", visit.shown());
            } else {
                say(visit, now);
            }
        } catch (IOException e) {
            tryAgain(visit, "it is stored, but cannot be moved away (" + FileNames.shown(e) + ")");
            discardIfPossible(visit);
        }
    }

    private void say(FileVisit visit, Path now) {
        String where = FileNames.shown(visit.file().getParent().relativize(now));
        if (visit.refused() == 0) {
            LOG.info(
                    "files: {} stored, {} already known, in {} ms; now {}",
                    visit.stored(),
                    visit.duplicates(),
                    visit.milliseconds(),
                    where);
        } else {
            LOG.warn(
                    "files: {} stored, {} already known, {} refused (see {}), in {} ms; now {}",
                    visit.stored(),
                    visit.duplicates(),
                    visit.refused(),
                    settings.rejected().resolve("*.error.json"),
                    visit.milliseconds(),
                    where);
        }
    }

    private void refuse(FileVisit visit, Receipt.Refused refused) throws IOException {
        Path rejected = visit.file().resolveSibling(settings.rejected());
        visit.rejects(new FileRejects(visit.file(), rejected, null));
        visit.rejects().addWhole(refused);
        visit.count(refused);
        leave(visit);
    }

    private void stay(FileVisit visit, Throwable why) {
        if (why instanceof DoorClosingException) {
            LOG.info("files: {} stays where it is, because the route stops", visit.shown());
        } else {
            tryAgain(visit, words(why));
        }
    }

    private void tryAgain(FileVisit visit, String why) {
        long wait = watch.failed(visit.file(), settings.retryFirst(), settings.retryAtMost())
                .toMillis();
        LOG.warn("files: {} stays where it is, nothing is lost: {}; next try in {} ms", visit.shown(), why, wait);
    }

    private static String words(Throwable why) {
        if (why instanceof AccessDeniedException) {
            return "the user that runs the service (" + System.getProperty("user.name") + ") may not read it";
        }
        return why instanceof IOException || why == null
                ? FileNames.shown(why)
                : why.getClass().getName();
    }

    private FileVisit give(GenericFile<File> generic) {
        Path file = FileIntake.key(generic.getFile());
        taken.remove(file);
        return intake.end(file);
    }

    private static void discard(FileVisit visit) throws IOException {
        if (visit.rejects() != null) {
            visit.rejects().discard();
            visit.rejects(null);
        }
    }

    private static void discardIfPossible(FileVisit visit) {
        try {
            discard(visit);
        } catch (IOException e) {
            LOG.debug("Rejects of {} are overwritten next time", visit.shown());
        }
    }

    /** Null if Java cannot even name the file. */
    private Path path(GenericFile<File> generic) {
        try {
            Path file = FileIntake.key(generic.getFile());
            if (generic.getFileName().indexOf('\uFFFD') < 0 || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return file;
            }
        } catch (InvalidPathException unprintable) {
            // said below
        }
        if (saidUnreadable.add(generic.getFileName())) {
            LOG.error(
                    "files: {} is left alone, because its name is not in the encoding of names ({}): {}",
                    FileNames.shown(generic.getFileName()),
                    NAMES,
                    unreadableRemedy());
        }
        return null;
    }

    private static String unreadableRemedy() {
        return NAMES.equalsIgnoreCase("UTF-8")
                ? "rename it (ls -b shows the bytes of its name), or have its sender write names in UTF-8"
                : "start the service with LC_ALL=C.UTF-8, or rename it";
    }

    /** Whether the route that takes the file is being stopped. */
    private static BooleanSupplier closing(Exchange exchange) {
        CamelContext context = exchange.getContext();
        Route route = context.getRoute(exchange.getFromRouteId());
        Consumer consumer = route == null ? null : route.getConsumer();
        return () -> context.isStopping()
                || context.isStopped()
                || consumer instanceof StatefulService service && !service.isStarted();
    }

    private Folder folder(Path drop) {
        return folders.computeIfAbsent(drop.toAbsolutePath().normalize(), Folder::new);
    }

    /** One drop folder. */
    private final class Folder {

        private final FileLock lock;
        private final FileFolders folders;
        private boolean prepared;

        private Folder(Path drop) {
            lock = new FileLock(drop);
            folders = new FileFolders(drop, settings, clock);
        }

        /** Whether this process may take files from it. */
        private boolean mayTake() {
            try {
                if (!holdsLock()) {
                    prepared = false;
                    status.standby("another process takes files from this folder");
                    return false;
                }
                if (!prepared) {
                    folders.prepare();
                    prepared = true;
                    status.open();
                }
                return true;
            } catch (IOException e) {
                prepared = false;
                waitFor("cannot work in the folder: " + FileNames.shown(e));
                return false;
            }
        }

        private boolean holdsLock() throws IOException {
            if (!settings.lock()) {
                return true;
            }
            try {
                return lock.hold();
            } catch (IOException e) {
                throw new IOException(
                        e.getMessage()
                                + "; if this file system does not lock, and no other process takes files from the"
                                + " folder, set relay.intake.files.lock=false",
                        e);
            }
        }

        private void waitFor(String reason) {
            if (!reason.equals(status.now().reason())) {
                LOG.error("files: {}", reason);
            }
            status.waiting(reason);
        }
    }
}
