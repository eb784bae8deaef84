package dev.hone.eval.tau;

import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Tasks of users, and notifications that the user reads on a device: the small domain to try things on.
/// Source: tau2-bench a2c0247, domain `mock`.
final class TaskList {
    private TaskList() {}

    /// The agent's tools.
    /// @param rows gives rows to change
    /// @param data `tasks` and `users` by their ids
    record Agent(Database rows, ObjectNode data) implements Toolbox {
        @Override public Set<String> backstage() {
            return Set.of("assert_number_of_tasks", "assert_task_status");
        }

        @Override public JsonNode call(String name, Arguments given) {
            return switch (name) {
                case "create_task" -> created(given.text("user_id"), given.text("title"), given.textOrNull("description"));
                case "get_users" -> ((ArrayNode) data.arrayNode()).addAll(data.get("users").valueStream().toList());
                case "update_task_status" -> row(rows, data, "tasks", given.text("task_id"), "Task").put("status", given.text("status"));
                case Desk.TRANSFER -> Desk.transferred(given);
                case "assert_number_of_tasks" -> BooleanNode.valueOf(row(rows, data, "users", given.text("user_id"), "User").path("tasks").size() == given.number("expected_number").intValue());
                case "assert_task_status" -> BooleanNode.valueOf(row(rows, data, "tasks", given.text("task_id"), "Task").path("status").equals(given.any("expected_status")));
                default -> throw new UnknownToolFault(name);
            };
        }

        private ObjectNode created(String userId, String title, String description) {
            ObjectNode user = row(rows, data, "users", userId, "User"), tasks = (ObjectNode) data.get("tasks");
            String id = "task_" + (tasks.size() + 1);
            ((ArrayNode) user.get("tasks")).add(id);
            return tasks.putObject(id).put("task_id", id).put("title", title).put("description", description).put("status", "pending");
        }
    }

    /// The user's tools.
    /// @param rows gives rows to change
    /// @param data `notifications` by their ids
    record User(Database rows, ObjectNode data) implements Toolbox {
        @Override public Set<String> backstage() {
            return Set.of("add_notification", "assert_notification_status");
        }

        @Override public JsonNode call(String name, Arguments given) {
            return switch (name) {
                case "check_notifications" -> ((ArrayNode) data.arrayNode()).addAll(data.get("notifications").valueStream().toList());
                case "dismiss_notification" -> {
                    row(rows, data, "notifications", given.text("notification_id"), "Notification").put("status", "read");
                    yield StringNode.valueOf("Notification " + given.text("notification_id") + " dismissed");
                }
                case "add_notification" -> ((ObjectNode) data.get("notifications")).putObject(given.text("notification_id")).put("notification_id", given.text("notification_id"))
                        .put("message", given.text("message")).put("status", "unread").put("task_id", given.textOrNull("task_id"));
                case "assert_notification_status" -> BooleanNode.valueOf(row(rows, data, "notifications", given.text("notification_id"), "Notification").path("status").equals(given.any("expected_status")));
                default -> throw new UnknownToolFault(name);
            };
        }
    }

    private static ObjectNode row(Database rows, ObjectNode data, String table, String id, String kind) {
        ObjectNode row = rows.own((ObjectNode) data.get(table), id);
        if (row != null) return row;
        throw new Toolbox.Refusal(kind + " " + id + " not found");
    }
}
