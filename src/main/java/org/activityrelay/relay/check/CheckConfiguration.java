package org.activityrelay.relay.check;

import java.util.List;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RelayContexts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class CheckConfiguration {

    @Bean
    LoadCheck routeChecks() {
        List<LoadCheck> checks = RouteChecks.all();
        return (model, findings) -> checks.forEach(check -> check.check(model, findings));
    }

    @Bean
    LoadCheck destinationKeys(Environment environment) {
        return new DestinationKeys(environment);
    }

    @Bean
    Checker checker(RelayContexts contexts) {
        return new Checker(contexts);
    }
}
