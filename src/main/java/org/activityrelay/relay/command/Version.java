package org.activityrelay.relay.command;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"Activity Relay " + (version == null ? "(not packaged)" : version)};
    }
}
