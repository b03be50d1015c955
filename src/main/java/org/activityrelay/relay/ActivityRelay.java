package org.activityrelay.relay;

import java.util.Arrays;
import org.activityrelay.relay.command.RelayCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service, or one of its commands. */
@SpringBootApplication
public class ActivityRelay {

    /** @param args a command with its arguments; nothing, {@code serve} or settings alone run the service */
    public static void main(String[] args) {
        if (RelayCommand.serves(args)) {
            boolean named = args.length > 0 && args[0].equals("serve");
            serve(named ? Arrays.copyOfRange(args, 1, args.length) : args);
        } else {
            System.exit(RelayCommand.run(args));
        }
    }

    /** What does not start ends at once: threads of its broker would keep the process for a minute. */
    private static void serve(String[] settings) {
        try {
            SpringApplication.run(ActivityRelay.class, settings);
        } catch (RuntimeException alreadyTold) {
            System.exit(1);
        }
    }
}
