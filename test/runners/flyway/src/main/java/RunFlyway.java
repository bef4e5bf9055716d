import java.util.HashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/**
 * One command of Flyway: {@code RunFlyway migrate flyway.url=… flyway.locations=…}. Afterwards the history goes to standard
 * output, a migration a line as JSON; an error goes to standard error in Flyway's words.
 */
public final class RunFlyway {
  public static void main(String[] args) {
    LogManager.getLogManager().reset(); // what goes to standard error is the error alone
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    // A password on the command line could be read by everybody on the machine.
    settings.put("flyway.password", System.getenv("FLYWAY_PASSWORD"));
    try {
      Flyway flyway = Flyway.configure().configuration(settings).load();
      switch (args[0]) {
        case "migrate" -> flyway.migrate();
        case "validate" -> flyway.validate();
        case "repair" -> flyway.repair();
        default -> throw new IllegalArgumentException("no such command: " + args[0]);
      }
      for (MigrationInfo one : flyway.info().all()) System.out.println(json(one));
    } catch (RuntimeException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
  }

  private static String json(MigrationInfo one) {
    return "{\"version\":%s,\"script\":%s,\"type\":%s,\"state\":%s,\"checksum\":%s,\"by\":%s}"
        .formatted(
            quoted(one.getVersion() == null ? null : one.getVersion().getVersion()),
            quoted(one.getScript()),
            quoted(one.getType().name()),
            quoted(one.getState().getDisplayName()),
            one.getChecksum(),
            quoted(one.getInstalledBy()));
  }

  /** The names here hold nothing that JSON would have to escape but quotes and backslashes. */
  private static String quoted(String text) {
    return text == null ? "null" : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
