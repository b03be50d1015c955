package org.activityrelay.relay.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.camel.RoutesBuilder;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.ApplicationContext;

/** Intake routes written in Java: beans of the application, and services of jars in {@code lib/}. */
class JavaRoutes {

    private final ApplicationContext application;
    private final Set<String> used = new HashSet<>();

    JavaRoutes(ApplicationContext application) {
        this.application = application;
    }

    /** New builders each time, because a builder can fill one context only. */
    synchronized List<RoutesBuilder> builders() {
        List<RoutesBuilder> builders = new ArrayList<>();
        for (String name : application.getBeanNamesForType(RoutesBuilder.class)) {
            builders.add(fresh(name));
        }
        ServiceLoader.load(RoutesBuilder.class, application.getClassLoader()).forEach(builders::add);
        return builders;
    }

    private RoutesBuilder fresh(String name) {
        RoutesBuilder bean = application.getBean(name, RoutesBuilder.class);
        if (used.add(name) || application.isPrototype(name)) {
            return bean;
        }
        AutowireCapableBeanFactory factory = application.getAutowireCapableBeanFactory();
        return factory.createBean(bean.getClass());
    }
}
