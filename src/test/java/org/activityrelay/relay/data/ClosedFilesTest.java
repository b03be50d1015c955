package org.activityrelay.relay.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedFilesTest {

    @TempDir
    Path temp;

    @BeforeEach
    void needsRights() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void makesFoldersAndFilesForNobodyElse() throws Exception {
        ClosedFiles.folder(temp.resolve("a/b"));
        ClosedFiles.file(temp.resolve("c/d.db"));
        ClosedFiles.overwrite(temp.resolve("a/b/e")).close();

        assertThat(rights("a")).isEqualTo("rwx------");
        assertThat(rights("a/b")).isEqualTo("rwx------");
        assertThat(rights("c")).isEqualTo("rwx------");
        assertThat(rights("c/d.db")).isEqualTo("rw-------");
        assertThat(rights("a/b/e")).isEqualTo("rw-------");
    }

    @Test
    void closesWhatIsOpenAndKeepsItsContent() throws Exception {
        Path file = Files.writeString(open("rwxr-xr-x", "folder").resolve("file"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        ClosedFiles.folder(temp.resolve("folder"));
        ClosedFiles.file(file);

        assertThat(rights("folder")).isEqualTo("rwx------");
        assertThat(rights("folder/file")).isEqualTo("rw-------");
        assertThat(file).hasContent("content");
    }

    @Test
    void leavesAFolderThatIsThereAsItIsWhenOnlyANewOneIsWanted() throws Exception {
        open("rwxrwxr-x", "folder");

        ClosedFiles.newFolder(temp.resolve("folder"));

        assertThat(rights("folder")).isEqualTo("rwxrwxr-x");
    }

    @Test
    void aFileCanBeReadByWhomItsFolderCan() throws Exception {
        open("rwxr-x---", "folder");

        ClosedFiles.overwrite(temp.resolve("folder/file")).close();

        assertThat(rights("folder/file")).isEqualTo("rw-r-----");
    }

    @Test
    void sqliteGivesItsOtherFilesTheSameRights() throws Exception {
        Path database = temp.resolve("a.db");
        ClosedFiles.file(database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database + "?journal_mode=WAL")) {
            connection.createStatement().execute("create table t (a)");

            assertThat(rights("a.db")).isEqualTo("rw-------");
            assertThat(rights("a.db-wal")).isEqualTo("rw-------");
            assertThat(rights("a.db-shm")).isEqualTo("rw-------");
        }
    }

    @Test
    void theDataFolderIsClosed() throws Exception {
        open("rwxr-xr-x", "old");
        new DataFolder(temp.resolve("old"), temp.resolve("old/intake")).close();
        new DataFolder(temp.resolve("new"), temp.resolve("new/intake")).close();

        assertThat(rights("old")).isEqualTo("rwx------");
        assertThat(rights("new")).isEqualTo("rwx------");
    }

    @Test
    void whoMayDropFilesMayPassThroughTheDataFolder() throws Exception {
        open("rwxr-xr-x", "group");
        open("rwxrwx---", "group/intake");
        open("rwxr-xr-x", "all");
        open("rwxrwxrwx", "all/intake");
        open("rwxr-xr-x", "usual");
        open("rwxr-xr-x", "usual/intake");
        for (String data : new String[] {"group", "all", "usual"}) {
            new DataFolder(temp.resolve(data), temp.resolve(data + "/intake")).close();
        }

        assertThat(rights("group")).isEqualTo("rwx--x---");
        assertThat(rights("all")).isEqualTo("rwx--x--x");
        assertThat(rights("usual")).isEqualTo("rwx------");
        assertThat(rights("group/intake")).isEqualTo("rwxrwx---");
        assertThat(rights("usual/intake")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFolderAroundTheProgramIsNotForUsToClose() throws Exception {
        Path program = Path.of("").toAbsolutePath();
        String before = PosixFilePermissions.toString(Files.getPosixFilePermissions(program));

        new DataFolder(Path.of("."), Path.of("./intake")).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program)))
                .isEqualTo(before);
    }

    private Path open(String rights, String name) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
    }

    private String rights(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(name)));
    }
}
