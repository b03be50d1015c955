package org.activityrelay.relay.crashtest;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The service as this process runs it, laid out as plain jars and with an archive of its classes (JEP 350), so that a
 * restart takes seconds and the kills make up the time.
 *
 * @param java the java command
 * @param jars class path
 * @param archive of the classes; it need not exist
 */
record Program(Path java, List<Path> jars, Path archive) {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    /** Lays the jars out in a folder of their own. */
    static Program layOut(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            add(Path.of(entry).toAbsolutePath(), folder, jars);
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Program(java, jars, folder.resolve("classes.jsa"));
    }

    private static void add(Path entry, Path folder, List<Path> jars) throws IOException {
        if (Files.isDirectory(entry.resolve(CLASSES))) {
            jars.add(pack(entry.resolve(CLASSES), folder.resolve(jars.size() + "-classes.jar")));
            try (Stream<Path> libraries = Files.list(entry.resolve(LIBRARIES))) {
                libraries.sorted().forEach(jars::add);
            }
        } else if (Files.isDirectory(entry)) {
            jars.add(pack(entry, folder.resolve(jars.size() + "-classes.jar")));
        } else if (isBootJar(entry)) {
            unpack(entry, folder, jars);
        } else if (Files.exists(entry)) {
            jars.add(entry);
        }
    }

    private static boolean isBootJar(Path entry) throws IOException {
        if (!Files.isRegularFile(entry)) {
            return false;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            return jar.getEntry(CLASSES) != null;
        }
    }

    private static Path pack(Path classes, Path target) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.sorted().filter(each -> !each.equals(classes)).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                boolean isFolder = Files.isDirectory(file);
                out.putNextEntry(new ZipEntry(isFolder ? name + "/" : name));
                if (!isFolder) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        return target;
    }

    private static void unpack(Path boot, Path folder, List<Path> jars) throws IOException {
        Path classes = folder.resolve("classes.jar");
        jars.add(classes);
        try (JarFile jar = new JarFile(boot.toFile());
                OutputStream file = Files.newOutputStream(classes);
                ZipOutputStream out = new ZipOutputStream(file)) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                try (InputStream in = jar.getInputStream(entry)) {
                    if (entry.getName().startsWith(CLASSES) && !entry.getName().equals(CLASSES)) {
                        out.putNextEntry(new ZipEntry(entry.getName().substring(CLASSES.length())));
                        in.transferTo(out);
                        out.closeEntry();
                    } else if (entry.getName().startsWith(LIBRARIES)
                            && entry.getName().endsWith(".jar")) {
                        Path library = folder.resolve(entry.getName().substring(LIBRARIES.length()));
                        Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
                        jars.add(library);
                    }
                }
            }
        }
    }

    /** The same with further jars in front. */
    Program with(Path jar) {
        List<Path> all = new ArrayList<>(List.of(jar));
        all.addAll(jars);
        return new Program(java, all, archive.resolveSibling("other-classes.jsa"));
    }

    /** The command that starts the service. */
    List<String> command(List<String> settings) {
        boolean archived = Files.exists(archive);
        return command((archived ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive, settings);
    }

    private List<String> command(String archiving, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                archiving,
                "-Xlog:disable",
                "-cp",
                String.join(
                        File.pathSeparator, jars.stream().map(Path::toString).toList()),
                "org.activityrelay.relay.ActivityRelay"));
        settings.forEach(setting -> command.add("--" + setting));
        return command;
    }
}
