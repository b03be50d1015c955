package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.activityrelay.relay.context.Phases;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.support.GenericApplicationContext;

class JavaRoutesTest {

    /** A route as a jar in {@code lib/} would bring it. */
    public static class FromAJar extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:jar").to("activity:accept?intake=jar");
        }
    }

    @Test
    void findsRoutesOfExtraJars(@TempDir Path jar) throws Exception {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(RoutesBuilder.class.getName()), FromAJar.class.getName());
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
                GenericApplicationContext application = new GenericApplicationContext()) {
            application.setClassLoader(loader);
            application.refresh();
            JavaRoutes routes = new JavaRoutes(application);
            List<RoutesBuilder> first = routes.builders();
            assertThat(first).singleElement().isInstanceOf(FromAJar.class);
            assertThat(routes.builders().get(0)).isNotSameAs(first.get(0));
        }
    }

    @Test
    void startsInAnOrderThatAnswersNobodyTooEarly() {
        assertThat(Phases.CONTEXTS).isLessThan(Phases.DELIVERY);
        assertThat(Phases.DELIVERY).isLessThan(Phases.INTAKE);
        assertThat(Phases.INTAKE).isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1024);
    }
}
