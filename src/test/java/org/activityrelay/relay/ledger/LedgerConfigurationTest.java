package org.activityrelay.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.activityrelay.relay.routing.Routing;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The ledger as the application wires it, with the shipped defaults. */
class LedgerConfigurationTest {

    @TempDir
    Path folder;

    @Test
    void opensAnEmbeddedLedgerByDefault() {
        runner().run(context -> {
            Accepted accepted = context.getBean(Ledger.class)
                    .accept(LedgerFixture.submission(LedgerFixture.record("Wired"), LedgerFixture.plan("crm")))
                    .join();

            assertThat(folder.resolve("ledger.db")).exists();
            assertThat(context.getBean(Records.class).find(accepted.id())).isPresent();
            assertThat(context.getBean(LedgerHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
            assertThat(context).hasSingleBean(DeliveryQueue.class).hasSingleBean(Rejections.class);
        });
    }

    @Test
    void saysThatItIsDownWhenTheDatabaseIsGone() {
        runner().run(context -> {
            context.getBean(OpenLedger.class).close();

            assertThat(context.getBean(LedgerHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.DOWN);
        });
    }

    @Test
    void takesIdentityFromTheSettings() {
        runner().withPropertyValues("relay.ledger.identity=interaction-and-agent")
                .run(context -> assertThat(context.getBean(LedgerSettings.class).identity())
                        .isEqualTo(Identity.INTERACTION_AND_AGENT));
    }

    @Test
    void stopsTheStartWhenTheLedgerWouldNotSync() {
        runner().withPropertyValues("relay.ledger.url=jdbc:sqlite:" + folder.resolve("l.db") + "?synchronous=OFF")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(LedgerStartException.class)
                        .rootCause()
                        .hasMessageContaining("relay.ledger.url"));
    }

    @Test
    void saysInPlainWordsWhyItDoesNotStart() {
        LedgerStartException cause = new LedgerStartException("Set relay.ledger.url.");

        FailureAnalysis analysis = new LedgerStartFailureAnalyzer().analyze(new IllegalStateException(cause));
        assertThat(analysis.getDescription()).isEqualTo("Set relay.ledger.url.");
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(
                                FailureAnalyzer.class,
                                SpringFactoriesLoader.FailureHandler.logging(LogFactory.getLog(getClass()))))
                .hasAtLeastOneElementOfType(LedgerStartFailureAnalyzer.class);
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(LedgerConfiguration.class, Others.class)
                .withPropertyValues("relay.data=" + folder);
    }

    @Configuration
    static class Others {

        @Bean
        RecordContent recordContent() {
            return new TestContent();
        }

        /** Needs the ledger itself: the ledger must not need it to start. */
        @Bean
        Routing routing(Records records) {
            return activity -> LedgerFixture.plan("crm");
        }

        @Bean
        DestinationTraits traits(DeliveryQueue queue) {
            return new DestinationTraits() {
                @Override
                public boolean follows(String destination) {
                    return true;
                }

                @Override
                public Mode mode(String destination) {
                    return Mode.DRY_RUN;
                }
            };
        }
    }
}
