package org.activityrelay.relay.intake.file;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Receipt;
import org.activityrelay.relay.ledger.Accepted;
import org.activityrelay.relay.ledger.ActivityStatus;
import org.slf4j.LoggerFactory;

/**
 * The drop folder's route in a process of its own. Arguments: the folder, and a file that every stored record is appended
 * to, or {@code -} to keep none. Prints {@code ready} when it has started.
 */
final class FileDoorMain {

    private FileDoorMain() {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        FileSettings settings = FileRig.settings(Path.of(arguments[0]));
        Intake intake = arguments[1].equals("-") ? body -> stored() : appending(Path.of(arguments[1]));
        FileRig.of(settings, intake, FileIntake::open, Clock.systemUTC()).start();
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static Intake appending(Path file) throws Exception {
        var out = Channels.newOutputStream(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE));
        return body -> {
            try {
                byte[] line = new byte[body.bytes().length + 1];
                System.arraycopy(body.bytes(), 0, line, 0, body.bytes().length);
                line[line.length - 1] = '\n';
                out.write(line);
                Thread.sleep(1);
                return stored();
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        };
    }

    private static CompletableFuture<Receipt> stored() {
        Accepted accepted = new Accepted("a-1", "i-1", 1, ActivityStatus.ROUTED, false);
        return CompletableFuture.completedFuture(new Receipt(false, List.of(new Receipt.Stored(accepted))));
    }
}
