package org.activityrelay.relay.doctor;

import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Secrets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class DoctorConfiguration {

    @Bean
    Doctor doctor(
            Environment settings,
            DestinationsSettings destinations,
            Secrets secrets,
            ObjectProvider<Examiner> examiners) {
        return new Doctor(
                settings, destinations, secrets, examiners.orderedStream().toList());
    }
}
