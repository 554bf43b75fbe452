package dev.tierway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house that no compiler checks. Exceptions are named in {@code docs/design-decisions.md}. */
class RepositoryRulesTest {
    private static final Path ROOT = root();
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_METHOD_LINES = 70;
    private static final int MAX_PARAMETERS = 5;

    /** What may not be called where, and why. */
    private static final Map<String, String> BANNED_EVERYWHERE = Map.of(
            "Thread.sleep(", "wait for an event, or park until a deadline of the injected ticker",
            "System.currentTimeMillis(", "use WallClock for dates and Ticker for durations",
            "Math.random(", "inject a RandomGenerator",
            "new Random()", "inject a RandomGenerator, or seed it",
            "UUID.randomUUID(", "inject an IdSource",
            ".printStackTrace(", "log it",
            "System.exit(", "only Main ends the process");

    private static final Map<String, String> BANNED_WHERE_PURE = Map.of(
            "System.nanoTime(", "time comes in as an argument",
            "Instant.now(", "time comes in as an argument",
            "Thread.of", "deciding starts no threads",
            "java.util.concurrent.locks", "deciding takes no locks",
            "java.net.", "deciding does no I/O",
            "java.nio.file.", "deciding does no I/O");

    private static final List<String> PURE = List.of("tierway-core/", "tierway-scheduler/");

    private static final Map<String, Set<String>> MAY_REQUIRE = Map.of(
            "tierway-core", Set.of(),
            "tierway-scheduler", Set.of("core"),
            "tierway-engine", Set.of("core"),
            "tierway-providers", Set.of("core", "engine"),
            "tierway-evals", Set.of("core"),
            "tierway-embeddings", Set.of("core", "evals"),
            "tierway-gateway", Set.of("core", "evals", "scheduler", "providers", "storage"),
            "tierway-simulator", Set.of("core", "scheduler", "engine"),
            "tierway-storage", Set.of("core"));

    private static List<Path> sources = List.of();

    @BeforeAll
    static void find_sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> ROOT.relativize(file).toString().contains("/src/"))
                    .sorted()
                    .toList();
        }
        assertThat(sources).hasSizeGreaterThan(50);
    }

    @Test
    void files_are_short() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path source : sources) {
            int lines = Files.readAllLines(source).size();
            if (lines > MAX_FILE_LINES) {
                broken.add(name(source) + " has " + lines + " lines: split it by concept");
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void methods_are_short_and_take_few_parameters() throws IOException {
        List<String> broken = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, diagnostic -> {}, List.of(), null, manager.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodRules(unit, positions, broken).scan(unit, null);
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void banned_calls_are_not_made() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path source : sources) {
            String name = name(source);
            if (name.endsWith("RepositoryRulesTest.java")) {
                continue;
            }
            String text = Files.readString(source);
            BANNED_EVERYWHERE.forEach((call, instead) -> {
                if (text.contains(call) && !(call.equals("System.exit(") && name.endsWith("/Main.java"))) {
                    broken.add(name + " has " + call + "...: " + instead);
                }
            });
            if (PURE.stream().anyMatch(name::startsWith) && name.contains("/src/main/")) {
                BANNED_WHERE_PURE.forEach((call, instead) -> {
                    if (text.contains(call)) {
                        broken.add(name + " has " + call + "...: " + instead);
                    }
                });
            }
            if (text.contains("TODO") || text.contains("FIXME")) {
                broken.add(name + " has unfinished work: finish it or take the mark out");
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void packages_are_named_after_concepts() {
        Set<String> drawers = Set.of("util", "utils", "helper", "helpers", "common", "manager", "misc", "impl");
        assertThat(sources)
                .noneMatch(source -> Stream.of(name(source).split("/", -1)).anyMatch(drawers::contains));
    }

    @Test
    void modules_depend_only_towards_the_core() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Map.Entry<String, Set<String>> module : MAY_REQUIRE.entrySet()) {
            Path descriptor = ROOT.resolve(module.getKey()).resolve("src/main/java/module-info.java");
            for (String line : Files.readAllLines(descriptor)) {
                int at = line.indexOf("dev.tierway.");
                if (line.contains("requires") && at >= 0) {
                    String other = line.substring(at + "dev.tierway.".length()).replace(";", "");
                    if (!module.getValue().contains(other)) {
                        broken.add(module.getKey() + " must not require " + other);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static final class MethodRules extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> broken;
        private boolean inRecord;
        private boolean inEnum;

        MethodRules(CompilationUnitTree unit, SourcePositions positions, List<String> broken) {
            this.unit = unit;
            this.positions = positions;
            this.broken = broken;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            boolean outerRecord = inRecord;
            boolean outerEnum = inEnum;
            inRecord = type.getKind() == Tree.Kind.RECORD;
            inEnum = type.getKind() == Tree.Kind.ENUM;
            super.visitClass(type, null);
            inRecord = outerRecord;
            inEnum = outerEnum;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            LineMap lines = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            String where = name(Path.of(unit.getSourceFile().toUri())) + " " + method.getName();
            if (start >= 0 && end > start) {
                long length = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
                if (length > MAX_METHOD_LINES) {
                    broken.add(where + " has " + length + " lines: split it by step");
                }
            }
            boolean canonical = (inRecord || inEnum) && method.getName().contentEquals("<init>");
            boolean test = where.contains("/src/test/");
            if (method.getParameters().size() > MAX_PARAMETERS && !canonical && !test) {
                broken.add(where + " takes " + method.getParameters().size() + " parameters: make them a record");
            }
            return super.visitMethod(method, null);
        }
    }

    private static String name(Path source) {
        return ROOT.relativize(source.toAbsolutePath()).toString().replace('\\', '/');
    }

    private static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve(".mvn/errorprone.config"))) {
                return dir;
            }
        }
        throw new IllegalStateException("run the tests from inside the repository");
    }
}
