package org.activityrelay.relay.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import org.activityrelay.relay.configuration.RefusedConfigurationException;
import org.activityrelay.relay.configuration.RunningContexts;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.Doctor;
import org.activityrelay.relay.explain.TrialContexts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Examines the settings and every destination: whether its server can be reached, its certificate, the login,"
                    + " and whether fields, columns and rights are there that deliveries need. Writes and sends nothing.",
            "Looks by the routes and settings of this folder, whether a service runs or not; with --running the running"
                    + " service looks, with its own.",
            "Exit code 0 if there is no problem, 1 if there is one."
        })
class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--destination",
            paramLabel = "NAME",
            description = "Examines only this one, and expects it to work")
    private String destination;

    @Mixin
    private ServiceOptions service;

    @Option(names = "--running", description = "Asks the running service")
    private boolean running;

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    /** Of the output. */
    enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws Exception {
        Diagnosis diagnosis = running ? asked() : here();
        String text = format == Format.JSON
                ? new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(diagnosis)
                : diagnosis.text();
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
        return diagnosis.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Diagnosis here() {
        try (TrialContexts trial = TrialContexts.of(Settings.load(), Map.of())) {
            Doctor doctor = new Doctor(
                    trial.settings(),
                    trial.parts(DestinationsSettings.class).get(0),
                    trial.parts(Secrets.class).get(0),
                    trial.parts(Examiner.class));
            try (RunningContexts contexts = trial.build(trial.read())) {
                return doctor.examine(contexts, destination);
            } catch (RefusedConfigurationException refused) {
                return doctor.examine(refused);
            } catch (IllegalArgumentException unknown) {
                throw new ParameterException(spec.commandLine(), unknown.getMessage());
            }
        }
    }

    private Diagnosis asked() throws IOException {
        ObjectNode question = Service.JSON.createObjectNode();
        if (destination != null) {
            question.put("destination", destination);
        }
        Service asked = service.service();
        HttpResponse<byte[]> answer =
                asked.post("/api/v1/diagnoses", "application/json", Service.JSON.writeValueAsBytes(question));
        if (answer.statusCode() != 200) {
            throw asked.refused(answer.statusCode(), Service.tree(answer));
        }
        return Service.JSON.readValue(answer.body(), Diagnosis.class);
    }
}
