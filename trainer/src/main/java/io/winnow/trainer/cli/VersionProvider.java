package io.winnow.trainer.cli;

import picocli.CommandLine;

/** Provides the text that {@code --version} prints. */
final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"winnow " + (version == null ? "development" : version), "Java " + Runtime.version()};
    }
}
