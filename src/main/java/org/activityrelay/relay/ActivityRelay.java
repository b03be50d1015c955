package org.activityrelay.relay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Activity Relay. */
@SpringBootApplication
public class ActivityRelay {

    /** @param args Spring Boot's own command line arguments */
    public static void main(String[] args) {
        SpringApplication.run(ActivityRelay.class, args);
    }
}
