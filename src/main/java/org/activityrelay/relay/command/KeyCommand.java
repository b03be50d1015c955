package org.activityrelay.relay.command;

import java.io.PrintWriter;
import org.activityrelay.relay.security.ApiKeys;
import org.activityrelay.relay.security.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes API keys.",
        synopsisSubcommandLabel = "COMMAND")
class KeyCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a key and prints it with the lines that configure it.",
                "The key itself is shown once and stored nowhere; the service is told its hash only."
            })
    int create(
            @Option(
                            names = "--role",
                            required = true,
                            description =
                                    "publish (adds records from a web page, known to everybody), ingest (hands in records),"
                                            + " operator (sees them), admin: ${COMPLETION-CANDIDATES}")
                    Role role,
            @Option(
                            names = "--name",
                            defaultValue = "desktop",
                            description = "Letters and digits; who uses the key. Default: ${DEFAULT-VALUE}")
                    String name) {
        ApiKeys.NewKey made;
        try {
            made = ApiKeys.generate(role, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "The key, for the sender (header 'Authorization: Bearer …', 'X-API-Key', or the password of Basic):");
        out.println();
        out.println("  " + made.key());
        out.println();
        out.println("In config/application.yaml:");
        out.println();
        out.println(made.yaml().indent(2).stripTrailing());
        out.println();
        out.println("Or as environment variables (docker run: --env NAME=value for each):");
        out.println();
        out.println(made.environment().indent(2).stripTrailing());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
