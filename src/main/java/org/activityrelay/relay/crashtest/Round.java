package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.activityrelay.relay.crashtest.Workload.Way;

/** Work, kills, drain, and the comparison of what was promised with what came of it. */
final class Round {

    private static final int HTTP_SENDERS = 3;

    private final int number;
    private final Options options;
    private final Processes processes;
    private final Receivers receivers;
    private final Weather weather;
    private final Evidence evidence;
    private final Workload workload;
    private final Random random;
    private final List<String> troubles = new ArrayList<>();

    Round(int number, Options options, Processes processes, Receivers receivers, Weather weather, Evidence evidence) {
        this.number = number;
        this.options = options;
        this.processes = processes;
        this.receivers = receivers;
        this.weather = weather;
        this.evidence = evidence;
        workload = new Workload("crash-" + number + "-");
        random = new Random(options.seed() + number);
    }

    /**
     * What came of a round.
     *
     * @param broken whether the service itself gave up, so that another round would only tell the same again
     */
    record Result(Report.Line line, List<String> violations, boolean broken) {}

    /**
     * @param dropFolder of the file door
     * @param brokerPort of the embedded broker; 0 if there is none
     */
    Result run(Path dropFolder, int brokerPort) throws IOException, InterruptedException, SQLException {
        long begin = System.nanoTime();
        int killsBefore = processes.kills();
        boolean broken = false;
        weather.calm(false);
        startSenders(dropFolder, brokerPort);
        try {
            for (int kill = 0; kill < options.kills(); kill++) {
                processes.killOne(random);
            }
            processes.awaitReady();
            TimeUnit.MILLISECONDS.sleep(300);
            workload.finish();
            drain();
        } catch (ServiceTrouble trouble) {
            troubles.add(trouble.getMessage());
            broken = true;
        }
        workload.stop();
        Verification verification = new Verification(workload, evidence, receivers.take());
        List<String> violations = new ArrayList<>(troubles);
        violations.addAll(verification.violations());
        return new Result(
                line(
                        processes.kills() - killsBefore,
                        verification,
                        violations.size(),
                        (System.nanoTime() - begin) / 1e9),
                violations,
                broken);
    }

    private void startSenders(Path dropFolder, int brokerPort) {
        for (int sender = 0; sender < HTTP_SENDERS; sender++) {
            Random own = new Random(random.nextLong());
            workload.start(Way.HTTP, new HttpDoor(() -> processes.anyPort(own)), random.nextLong());
        }
        workload.start(Way.FILES, new FileDoor(dropFolder, "round-" + number, workload::goesOn), random.nextLong());
        if (brokerPort != 0) {
            workload.start(Way.QUEUE, new QueueDoor(brokerPort), random.nextLong());
        }
    }

    /** The receivers calm down after a third of the time, so that what still waits then is stuck. */
    private void drain() throws InterruptedException, SQLException {
        long begin = System.nanoTime();
        Duration limit = options.drain();
        while (!isDrained()) {
            long passed = System.nanoTime() - begin;
            weather.calm(passed > limit.toNanos() / 3);
            if (passed > limit.toNanos()) {
                troubles.add("not everything was delivered within " + limit.toSeconds() + " s after the last kill: "
                        + evidence.open() + " deliveries are open, "
                        + evidence.revisions(workload.prefix()) + " of " + workload.versions()
                        + " acknowledged versions are stored, senders have "
                        + (workload.isFinished() ? "ended" : "something unacknowledged"));
                return;
            }
            processes.check();
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private boolean isDrained() throws SQLException {
        return workload.isFinished()
                && evidence.revisions(workload.prefix()) >= workload.versions()
                && evidence.open() == 0;
    }

    private Report.Line line(int kills, Verification verification, int violations, double seconds) {
        return new Report.Line(
                number,
                kills,
                workload.acknowledged(Way.HTTP),
                workload.acknowledged(Way.FILES),
                workload.acknowledged(Way.QUEUE),
                verification.deliveries(),
                verification.retries(),
                verification.ambiguous(),
                verification.extras(),
                violations,
                seconds);
    }
}
