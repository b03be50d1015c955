package org.activityrelay.relay.intake.http;

import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.LiveRoutes;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.ledger.Rejections;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpSettings.class)
@Import({HttpIntakeController.class, HttpResubmitController.class})
class HttpConfiguration {

    @Bean
    HttpBudget httpBudget(HttpSettings settings) {
        return new HttpBudget(settings.maxPending().toBytes());
    }

    @Bean
    HttpCrowd httpCrowd() {
        return new HttpCrowd();
    }

    /** Who asks before sending a large body is answered by the door, not by the container before it. */
    @Bean
    TomcatConnectorCustomizer continueWhenRead() {
        return connector -> connector.setProperty("continueResponseTiming", "onRead");
    }

    @Bean
    HttpLater httpLater(HttpCrowd crowd) {
        return new HttpLater(crowd);
    }

    @Bean
    HttpWaiting httpWaiting(Records records, HttpSettings settings) {
        return new HttpWaiting(records, settings.waiting());
    }

    @Bean
    HttpKeeper httpKeeper(Rejections rejections, Environment environment) {
        return new HttpKeeper(rejections, environment.getProperty("relay.intake.tenant"));
    }

    @Bean
    HttpBodyIntake httpBodyIntake(Intake intake) {
        return new HttpBodyIntake(intake);
    }

    @Bean
    HttpIntakeDoor httpIntakeDoor(LiveRoutes routes) {
        return new HttpRouteDoor(routes);
    }

    @Bean
    HttpReady httpReady(ServerProperties server) {
        return new HttpReady(server);
    }

    /** A new one for each context that is built: a route builder belongs to one context. */
    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    HttpIntakeRoute httpIntakeRoute() {
        return new HttpIntakeRoute();
    }
}
