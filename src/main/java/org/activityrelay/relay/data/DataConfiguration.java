package org.activityrelay.relay.data;

import java.nio.file.Path;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class DataConfiguration {

    /** Before anything is made that writes there. */
    @Bean
    static BeanFactoryPostProcessor dataFolder(Environment settings) {
        return beans -> new DataFolder(
                        Path.of(settings.getRequiredProperty("relay.data")),
                        Path.of(settings.getRequiredProperty("relay.intake.files.directory")))
                .close();
    }
}
