package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Drops files; moved to done, they are acknowledged. */
final class FileDoor implements Door {

    private final Path folder;
    private final String prefix;
    private final BooleanSupplier goesOn;
    private final AtomicInteger files = new AtomicInteger();

    /** @param goesOn whether it is worth waiting for a file to be taken */
    FileDoor(Path folder, String prefix, BooleanSupplier goesOn) {
        this.folder = folder;
        this.prefix = prefix;
        this.goesOn = goesOn;
    }

    @Override
    public int most() {
        return 8;
    }

    @Override
    public boolean isQueue() {
        return false;
    }

    @Override
    public boolean send(List<Version> versions) throws InterruptedException {
        String name = prefix + "-" + files.incrementAndGet() + ".ndjson";
        drop(name, versions.stream().map(Version::json).collect(Collectors.joining("\n", "", "\n")));
        while (goesOn.getAsBoolean()) {
            if (Files.exists(folder.resolve("done").resolve(name))) {
                return true;
            }
            if (Files.exists(folder.resolve("rejected").resolve(name))) {
                throw new Refusal("file " + name + " went to rejected");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return false;
    }

    private void drop(String name, String content) {
        try {
            Path unfinished = folder.resolve(name + ".tmp");
            Files.writeString(unfinished, content);
            Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
