package org.activityrelay.relay.command;

import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work is, as a bar on the terminal; nothing at all when there is none, as in a script's log. */
final class Progress implements AutoCloseable {

    private static final int MILLIS = 200;

    private final Optional<ProgressBar> bar;

    private Progress(ProgressBarBuilder builder) {
        bar = Terminal.isInteractive()
                ? Optional.of(builder.setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(MILLIS)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .showSpeed()
                        .build())
                : Optional.empty();
    }

    /** Of bytes, shown in MB. */
    static Progress ofBytes(String task, long bytes) {
        return new Progress(
                new ProgressBarBuilder().setTaskName(task).setInitialMax(bytes).setUnit(" MB", 1_000_000));
    }

    static Progress ofRows(String task, long rows) {
        return new Progress(
                new ProgressBarBuilder().setTaskName(task).setInitialMax(rows).setUnit(" rows", 1));
    }

    void to(long position) {
        bar.ifPresent(shown -> shown.stepTo(position));
    }

    /** A few words beside the bar. */
    void say(String words) {
        bar.ifPresent(shown -> shown.setExtraMessage(" " + words));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
