package org.activityrelay.relay.destination.queue;

import static org.activityrelay.relay.doctor.Examination.lines;
import static org.activityrelay.relay.doctor.Examination.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.activityrelay.relay.contract.Ports;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.Examination;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a broker before the first message. None is sent. */
class QueueExaminationTest {

    @TempDir
    Path folder;

    private ArtemisBroker broker;
    private TrialFolder files;

    @BeforeEach
    void start() throws Exception {
        broker = new ArtemisBroker(folder.resolve("broker"));
        files = TrialFolder.shipped(folder)
                .setting("relay.destination.queue.url", broker.url())
                .setting("relay.destination.queue.username", "relay")
                .setting("relay.destination.queue.password", ArtemisBroker.SECRET);
    }

    @AfterEach
    void nothingIsSent() throws Exception {
        files.close();
        assertThat(broker.messages()).isEmpty();
        broker.close();
    }

    @Test
    void logsInAndFindsTheQueue() {
        Diagnosis diagnosis = Examination.of(files, "queue");

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(lines(diagnosis, Verdict.OK))
                .anyMatch(line -> line.contains("accepts the login"))
                .anyMatch(line -> line.contains("the queue activity.saved is there"));
    }

    @Test
    void tellsALoginThatIsRefusedWithoutThePassword() {
        files.setting("relay.destination.queue.password", "wr0ng-password");

        assertThat(problems(files, "queue"))
                .singleElement()
                .asString()
                .contains("refuses the login")
                .doesNotContain("wr0ng-password");
    }

    @Test
    void namesAQueueThatIsNotThere() {
        files.setting("relay.destination.queue.name", "activity.svaed");

        assertThat(problems(files, "queue")).singleElement().asString().contains("the queue activity.svaed cannot");
    }

    @Test
    void tellsABrokerThatIsNotThere() {
        int nobody = Ports.free();
        files.setting("relay.destination.queue.url", "tcp://127.0.0.1:" + nobody);

        assertThat(problems(files, "queue")).singleElement().asString().contains("127.0.0.1:" + nobody);
    }

    @Test
    void leavesTheBrokerOfTheIntakeToTheService() {
        files.setting("relay.destination.queue.url", "");

        assertThat(lines(Examination.of(files, "queue"), Verdict.OK))
                .anyMatch(line -> line.contains("relay.intake.queue"));
        assertThat(problems(files, "queue")).isEmpty();
    }
}
