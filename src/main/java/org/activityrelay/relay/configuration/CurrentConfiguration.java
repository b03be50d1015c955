package org.activityrelay.relay.configuration;

/** What this process runs, for people who ask. */
public interface CurrentConfiguration {

    /** What runs now; null before the first configuration is loaded. */
    ConfigurationStatus status();

    /** Takes the files up as they are now; answers what runs afterwards. */
    ConfigurationStatus reload();
}
