package dev.hone.reward.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {
    @Test void pythonAndJava() throws Exception {
        System.out.println(Sandboxes.trials());
        for (var level : LauncherSandbox.Level.values()) {
            long t = System.nanoTime();
            try (Cell cell = new LauncherSandbox(level, List.of("prlimit", "--as=4000000000", "/usr/bin/python3")).open(Program.java("class A { public static void main(String[] a) { System.out.println(\"hello \" + new java.util.Scanner(System.in).nextInt()); } }"), Limits.DEFAULTS)) {
                System.out.println((System.nanoTime() - t) / 1e9);
                System.out.println(cell.run("1"));
                System.out.println(cell.run("2"));
            }
            t = System.nanoTime();
        }
        try (Cell cell = Sandboxes.uncontained().open(Program.python("print(input())"), Limits.DEFAULTS)) {
                System.out.println(cell.run("1"));
        }
    }
}
