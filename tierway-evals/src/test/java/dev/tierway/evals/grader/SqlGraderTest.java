package dev.tierway.evals.grader;

import static dev.tierway.evals.grader.Evidences.answer;
import static dev.tierway.evals.grader.Evidences.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.grader.GraderSpec.SqlExec.Compare;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlGraderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("geo.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table city (name text, state text, people integer)");
            statement.executeUpdate(
                    "insert into city values ('austin', 'texas', 961855), ('dallas', 'texas', 1304379), ('reno', 'nevada', 264165)");
        }
    }

    @Test
    void other_words_for_the_same_rows_pass() throws InterruptedException {
        Grade grade = grade(
                Compare.MULTISET,
                "```sql\nSELECT c.name FROM city c WHERE c.state LIKE 'Texas' ORDER BY people DESC;\n```",
                "select name from city where state = 'texas' order by name");

        assertThat(grade.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void order_counts_where_it_is_asked_for() throws InterruptedException {
        String up = "select name from city order by people";
        String down = "select name from city order by people desc";

        assertThat(grade(Compare.MULTISET, down, up).verdict()).isEqualTo(Verdict.PASS);
        assertThat(grade(Compare.ORDERED, down, up).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_row_too_often_is_another_result() throws InterruptedException {
        String once = "select name from city where state = 'nevada'";
        String twice = once + " union all " + once;

        assertThat(grade(Compare.MULTISET, twice, once).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(grade(Compare.SUPERSET, twice, once).verdict()).isEqualTo(Verdict.PASS);
        assertThat(grade(Compare.SUPERSET, once, twice).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_whole_number_equals_the_same_real_one() throws InterruptedException {
        assertThat(grade(Compare.MULTISET, "select avg(people) from city where name = 'reno'", "select 264165")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void nothing_can_be_written_and_only_one_statement_runs() throws InterruptedException {
        String right = "select count(*) from city";

        assertThat(grade(Compare.MULTISET, "delete from city", right).reason()).contains("only one SELECT");
        assertThat(grade(Compare.MULTISET, "select 1; delete from city", right).reason())
                .contains("only one SELECT");
        assertThat(grade(Compare.MULTISET, "/* select */ drop table city", right)
                        .reason())
                .contains("only one SELECT");
        assertThat(grade(Compare.MULTISET, "attach 'other.db' as o", right).reason())
                .contains("only one SELECT");
        assertThat(grade(Compare.MULTISET, "with x as (select 1) delete from city", right)
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(grade(Compare.MULTISET, right, "select 3").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_semicolon_in_a_text_is_no_second_statement() throws InterruptedException {
        assertThat(grade(Compare.MULTISET, "select ';' -- one; two", "select ';'")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void a_query_without_end_is_stopped() throws InterruptedException {
        Grade grade = new GraderFactory(parts())
                .grader(spec(Compare.MULTISET, Duration.ofMillis(50)))
                .grade(answer(
                        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
                        "'select 1'"));

        assertThat(grade.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(grade.reason()).contains("took more than 50 ms");
    }

    @Test
    void too_many_rows_fail_and_a_broken_right_query_is_unscored() throws InterruptedException {
        String endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n";

        assertThat(grade(Compare.MULTISET, endless, "select 1").reason()).contains("more than 100 rows");
        assertThat(grade(Compare.MULTISET, "select 1", "select nothing from nowhere")
                        .verdict())
                .isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void a_database_that_is_not_there_is_told_at_once() {
        GraderSpec spec = new GraderSpec.SqlExec(
                "sql",
                GraderSpec.OUTPUT,
                GraderSpec.EXPECTED,
                "file://none.sqlite",
                Compare.MULTISET,
                Duration.ofSeconds(5),
                9);

        assertThatThrownBy(() -> new GraderFactory(parts()).grader(spec)).hasMessageContaining("none.sqlite");
    }

    private Grade grade(Compare compare, String query, String right) throws InterruptedException {
        return new GraderFactory(parts())
                .grader(spec(compare, Duration.ofSeconds(20)))
                .grade(right(answer(query, "''"), right));
    }

    private static GraderSpec spec(Compare compare, Duration timeout) {
        return new GraderSpec.SqlExec(
                "sql", GraderSpec.OUTPUT, GraderSpec.EXPECTED, "file://geo.sqlite", compare, timeout, 100);
    }

    private GraderParts parts() {
        GraderParts parts = Evidences.parts(Evidences.model(body -> ""));
        return new GraderParts(parts.models(), parts.embedders(), parts.calibrations(), folder, false);
    }
}
