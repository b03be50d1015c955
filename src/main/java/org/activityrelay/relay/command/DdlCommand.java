package org.activityrelay.relay.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "ddl",
        mixinStandardHelpOptions = true,
        description = "Prints the statements that make the tables of the database destination, for a DBA to run.")
class DdlCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATABASE", description = "A folder of routes/sql, for example postgresql")
    private String database;

    @Override
    public Integer call() throws Exception {
        Path sql = Path.of(Settings.load().getRequiredProperty("relay.configuration.routes"), "sql");
        List<String> known = databases(sql);
        if (!known.contains(database)) {
            throw new ParameterException(
                    spec.commandLine(), "'" + database + "' is none of " + String.join(", ", known) + " in " + sql);
        }
        spec.commandLine().getOut().print(Files.readString(sql.resolve(database).resolve("schema.sql")));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static List<String> databases(Path sql) throws java.io.IOException {
        try (Stream<Path> folders = Files.list(sql)) {
            return folders.filter(folder -> Files.exists(folder.resolve("schema.sql")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
