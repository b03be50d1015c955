package org.activityrelay.relay.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ports for servers that must know theirs before they listen, and ports at which nobody may listen. They lie below those
 * that systems hand out to whoever asks for any, and no two tests get the same one, in whichever JVM they run.
 */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final FileChannel TAKEN = open();

    private static int next = (int) (ProcessHandle.current().pid() * 97 % COUNT);

    private Ports() {}

    private static FileChannel open() {
        String file = "activity-relay-ports-" + System.getProperty("user.name");
        try {
            return FileChannel.open(
                    Path.of(System.getProperty("java.io.tmpdir"), file),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody listens there, and until this JVM ends nobody is given it again. */
    public static synchronized int free() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            if (take(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    /** The lock is kept: a byte of the file for each port. */
    private static boolean take(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound() && TAKEN.tryLock(port, 1, false) != null;
        } catch (IOException inUse) {
            return false;
        }
    }
}
