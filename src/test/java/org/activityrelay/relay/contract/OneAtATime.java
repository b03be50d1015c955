package org.activityrelay.relay.contract;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of the test classes with this, whichever JVMs of a build they run in, one runs at a time: they measure, or take all there is. */
public class OneAtATime implements BeforeAllCallback, AfterAllCallback {

    private FileChannel turn;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        turn = FileChannel.open(
                Path.of("target", "one-at-a-time.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        turn.lock();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        turn.close();
    }
}
