package org.activityrelay.relay.configuration;

import org.activityrelay.relay.context.Phases;
import org.springframework.context.SmartLifecycle;

/** Opens the doors when everything behind them works, and closes them first. */
class IntakeLifecycle implements SmartLifecycle {

    private final RunningConfiguration running;
    private volatile boolean open;

    IntakeLifecycle(RunningConfiguration running) {
        this.running = running;
    }

    @Override
    public void start() {
        running.contexts().startIntake();
        open = true;
    }

    @Override
    public void stop() {
        open = false;
        running.contexts().stopIntake();
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    @Override
    public int getPhase() {
        return Phases.INTAKE;
    }
}
