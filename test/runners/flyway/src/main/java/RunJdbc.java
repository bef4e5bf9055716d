import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Scripts in autocommit on one connection, as a program runs them that knows of no transaction: {@code RunJdbc jdbc:… user}. They
 * come from standard input with a NUL between them; errors go to standard output, one a line, and it goes on after them.
 */
public final class RunJdbc {
  public static void main(String[] args) throws Exception {
    String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    String password = System.getenv("FLYWAY_PASSWORD");
    try (Connection connection = DriverManager.getConnection(args[0], args[1], password)) {
      for (String script : input.split("\0")) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(script);
        } catch (SQLException error) {
          System.out.println(error.getMessage().lines().findFirst().orElse(""));
        }
      }
    }
  }
}
