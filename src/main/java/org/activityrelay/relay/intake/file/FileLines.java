package org.activityrelay.relay.intake.file;

import java.io.IOException;

/** NDJSON: a record per line; blank lines are skipped. */
final class FileLines extends FileRecords {

    private static final byte[] NOTHING = {};
    private static final Frame FRAME = new Frame(NOTHING, new byte[] {'\n'}, new byte[] {'\n'});

    FileLines(FileBytes bytes) {
        super(bytes);
    }

    @Override
    public FileRecord next() throws IOException {
        while (bytes.ahead() >= 0) {
            bytes.begin();
            while (bytes.ahead() >= 0 && bytes.ahead() != '\n') {
                bytes.keep(bytes.read());
            }
            FileRecord record = bytes.isBlank() ? null : bytes.end();
            boolean ended = bytes.read() == '\n';
            if (record != null) {
                return ended ? record : record.atEndOfFile();
            }
        }
        return null;
    }

    @Override
    Frame frame() {
        return FRAME;
    }
}
