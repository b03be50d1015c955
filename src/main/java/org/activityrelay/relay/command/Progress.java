package org.activityrelay.relay.command;

import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work is, as a bar on the terminal; nothing at all when there is none, as in a script's log. */
final class Progress implements AutoCloseable {

    private static final int MILLIS = 200;

    private volatile Optional<ProgressBar> bar;
    private volatile boolean watching = true;

    private Progress(ProgressBarBuilder builder) {
        bar = Terminal.isInteractive()
                ? Optional.of(builder.setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(MILLIS)
                        .continuousUpdate()
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .showSpeed(new DecimalFormat("#,##0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                        .build())
                : Optional.empty();
    }

    /** Of bytes, shown in kB or MB. */
    static Progress ofBytes(String task, long bytes) {
        boolean few = bytes < 10_000_000;
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(bytes)
                .setUnit(few ? " kB" : " MB", few ? 1_000 : 1_000_000));
    }

    /** Of a file that somebody else writes, and that becomes about so long. */
    static Progress ofGrowing(Path file, long bytes) {
        Progress progress = ofBytes(file.getFileName().toString(), bytes);
        progress.watch(file);
        return progress;
    }

    private void watch(Path file) {
        bar.ifPresent(shown -> {
            Thread watcher = new Thread(() -> {
                while (watching && bar.isPresent()) {
                    shown.stepTo(file.toFile().length());
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS));
                }
            });
            watcher.setDaemon(true);
            watcher.start();
        });
    }

    static Progress ofRows(String task, long rows) {
        return new Progress(
                new ProgressBarBuilder().setTaskName(task).setInitialMax(rows).setUnit(" rows", 1));
    }

    void to(long position) {
        bar.ifPresent(shown -> shown.stepTo(position));
    }

    /** It is as far as it goes; what follows takes a little longer. */
    void finish(String words) {
        watching = false;
        bar.ifPresent(shown -> shown.stepTo(shown.getMax()));
        say(words);
    }

    /** A few words beside the bar. */
    void say(String words) {
        bar.ifPresent(shown -> shown.setExtraMessage(" " + words));
    }

    /** Leaves the bar as it is, above what is printed next. */
    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
