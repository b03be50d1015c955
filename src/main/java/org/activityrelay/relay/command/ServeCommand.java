package org.activityrelay.relay.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the service (the default).",
            "Any setting may follow, for example --server.port=8081 or --relay.data=/var/lib/relay."
        })
class ServeCommand implements Runnable {

    @Unmatched
    private String[] settings;

    @Override
    public void run() {
        throw new IllegalStateException("the service starts before commands are read");
    }
}
