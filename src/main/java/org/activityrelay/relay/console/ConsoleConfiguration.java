package org.activityrelay.relay.console;

import org.activityrelay.relay.ledger.Audit;
import org.activityrelay.relay.ledger.Records;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleSettings.class)
class ConsoleConfiguration {

    @Bean
    SearchLinks searchLinks() {
        return new SearchLinks();
    }

    @Bean
    Clockface clockface(ConsoleSettings settings) {
        return new Clockface(settings.timeZone());
    }

    @Bean
    Deeds deeds(Audit audit, Clockface clockface) {
        return new Deeds(audit, clockface);
    }

    @Bean
    Finder finder(Records records, Clockface clockface) {
        return new Finder(records, clockface);
    }
}
