package org.activityrelay.relay.crashtest;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The running service: one process, or several that share the ledger. */
final class Processes {

    private final List<ServiceProcess> all;
    private volatile int kills;

    Processes(List<ServiceProcess> all) {
        this.all = all;
    }

    /** Starts and stops one of them, which makes the tables, and the archive that the others start from. */
    void prepare() throws IOException, InterruptedException {
        all.get(0).launch();
        all.get(0).awaitReady();
        all.get(0).terminate();
    }

    void start() throws IOException {
        for (ServiceProcess process : all) {
            process.launch();
        }
        awaitReady();
    }

    /** The port of any of them, running or not: a sender does not know. */
    int anyPort(Random random) {
        return all.get(random.nextInt(all.size())).port();
    }

    /** Kills one at a random moment of its work, or sometimes of its start, and starts it again. */
    void killOne(Random random) throws IOException, InterruptedException {
        ServiceProcess victim = all.get(random.nextInt(all.size()));
        if (random.nextInt(4) > 0) {
            victim.awaitReady();
        }
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1_300));
        check();
        victim.kill();
        kills++;
        victim.launch();
    }

    int kills() {
        return kills;
    }

    void awaitReady() {
        all.forEach(ServiceProcess::awaitReady);
    }

    /** @throws ServiceTrouble when one has ended by itself */
    void check() {
        all.forEach(ServiceProcess::throwIfEnded);
    }

    void terminate() throws InterruptedException {
        for (ServiceProcess process : all) {
            process.terminate();
        }
    }

    void kill() throws InterruptedException {
        for (ServiceProcess process : all) {
            process.kill();
        }
    }
}
