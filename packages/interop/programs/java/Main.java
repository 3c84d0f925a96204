import io.nats.client.Connection;
import io.nats.client.Nats;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Calls every key-value operation and option of jnats, and prints what each gave.
 *
 * <p>Usage: java Main &lt;url&gt;
 */
final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 1) throw new IllegalArgumentException("usage: Main <url>");
        // The client logs each flow control request that it answers.
        Logger.getLogger("").setLevel(Level.WARNING);
        boolean isWhole;
        try (Connection connection = Nats.connect(args[0])) {
            Transcript.section("connection");
            Transcript.say("max payload", connection.getMaxPayload());
            Transcript.say("headers", connection.getServerInfo().isHeadersSupported());
            Transcript.say("streams", connection.jetStreamManagement().getAccountStatistics().getStreams());
            isWhole = attempt(connection, new Buckets(connection)::run);
            isWhole &= attempt(connection, new Entries(connection)::run);
            isWhole &= attempt(connection, new Watches(connection)::run);
            isWhole &= attempt(connection, new Lifetimes(connection)::run);
            isWhole &= attempt(connection, new Topologies(connection)::run);
        }
        System.out.flush();
        // The client's own threads may outlive its connection.
        System.exit(isWhole ? 0 : 1);
    }

    /** Runs a part. One that breaks off makes the program fail, and leaves nothing to the next part. */
    private static boolean attempt(Connection connection, Transcript.Step part) throws Exception {
        try {
            part.run();
            return true;
        } catch (Exception error) {
            Transcript.say("broken off", Transcript.failure(error));
            error.printStackTrace();
            for (String name : connection.jetStreamManagement().getStreamNames())
                connection.jetStreamManagement().deleteStream(name);
            return false;
        }
    }
}
