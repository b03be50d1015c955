package org.activityrelay.relay.doctor;

import org.activityrelay.relay.configuration.RelayContexts;
import org.activityrelay.relay.configuration.RunningConfiguration;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.explain.RunningExplainer;
import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.Identity;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Trials;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class DoctorConfiguration {

    @Bean
    RunningDoctor runningDoctor(
            Environment settings,
            DestinationsSettings destinations,
            Secrets secrets,
            ObjectProvider<Examiner> examiners,
            RunningConfiguration running) {
        Doctor doctor = new Doctor(
                settings, destinations, secrets, examiners.orderedStream().toList());
        return new RunningDoctor(() -> doctor, running);
    }

    @Bean
    RecordTrial recordTrial(
            RunningConfiguration running,
            RelayContexts builder,
            RunningExplainer explainer,
            DestinationsSettings destinations,
            Records records,
            Trials trials,
            DeliveryQueue queue,
            Audit audit,
            Environment settings) {
        return new RecordTrial(
                running,
                () -> builder,
                explainer::reader,
                destinations,
                records,
                trials,
                queue,
                audit,
                Binder.get(settings)
                        .bind("relay.ledger.identity", Identity.class)
                        .orElse(Identity.INTERACTION));
    }
}
