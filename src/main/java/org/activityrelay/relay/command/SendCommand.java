package org.activityrelay.relay.command;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.activityrelay.relay.intake.QueueSender;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Sends the records of files to the intake queue, one message each.",
            "Broker, queue and credentials are those of the service's own settings unless given."
        })
class SendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = ".json, .ndjson, .jsonl or .csv")
    private List<Path> files;

    @Option(names = "--url", description = "Artemis broker, for example tcp://127.0.0.1:61616")
    private String url;

    @Option(names = "--queue", description = "Name of the queue")
    private String queue;

    @Override
    public Integer call() throws Exception {
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new ParameterException(spec.commandLine(), file + ": there is no such file that can be read");
            }
        }
        Environment settings = Settings.load();
        String broker = url != null ? url : Settings.brokerUrl(settings);
        String name = queue != null ? queue : settings.getRequiredProperty("relay.intake.queue.name");
        try (QueueSender sender = connect(broker, name, settings)) {
            for (Path file : files) {
                int messages = sender.send(file);
                spec.commandLine().getOut().printf("%s: %d sent to %s at %s%n", file, messages, name, broker);
            }
        }
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static QueueSender connect(String broker, String name, Environment settings) {
        try {
            return new QueueSender(
                    broker,
                    Settings.text(settings, "relay.intake.queue.username"),
                    Settings.text(settings, "relay.intake.queue.password"),
                    name);
        } catch (JMSSecurityException e) {
            throw new CommandFailedException(
                    "The broker at " + broker + " refuses the credentials: set relay.intake.queue.username and"
                            + " RELAY_INTAKE_QUEUE_PASSWORD.",
                    e);
        } catch (JMSException e) {
            throw new CommandFailedException(
                    "No broker answers at " + broker + " (" + e.getMessage() + "). Start the service, or say where"
                            + " the broker is with --url or relay.intake.queue.port.",
                    e);
        }
    }
}
