package dev.substation.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A stock Payara Micro that deploys and undeploys while it runs, which its command line cannot.
 * Takes Payara's own arguments; then a command on each line of the standard input: {@code deploy
 * NAME CONTEXT-PATH FILE} or {@code undeploy NAME}. Answers each with a line that begins with
 * {@code DONE}. Runs with Payara's jar before the classes of the tests; knows the JDK alone.
 */
public final class StockServerMain {

    private StockServerMain() {}

    /** Starts the server and obeys. */
    public static void main(String[] args) throws Exception {
        Class<?> launcher = Class.forName("fish.payara.micro.boot.PayaraMicroLauncher");
        launcher.getMethod("main", String[].class).invoke(null, (Object) args);
        Object boot = launcher.getMethod("getBootClass").invoke(null);
        Object runtime =
                Class.forName("fish.payara.micro.boot.PayaraMicroBoot")
                        .getMethod("getRuntime")
                        .invoke(boot);
        System.out.println("DONE start");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println("DONE " + line + ": " + obey(runtime, List.of(line.split(" "))));
        }
        System.exit(0);
    }

    private static Object obey(Object runtime, List<String> words)
            throws ReflectiveOperationException, IOException {
        Class<?> type = Class.forName("fish.payara.micro.PayaraMicroRuntime");
        try {
            return words.get(0).equals("deploy")
                    ? type.getMethod("deploy", String.class, String.class, File.class)
                            .invoke(runtime, words.get(1), words.get(2), new File(words.get(3)))
                    : type.getMethod("undeploy", String.class).invoke(runtime, words.get(1));
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }
}
