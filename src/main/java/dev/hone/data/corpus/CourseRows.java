package dev.hone.data.corpus;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows to post-train the base model on, in the columns that each way of training reads, and rows to evaluate it on.
/// What is evaluated on, no other row shows: [Task#isHeldOut].
final class CourseRows {
    /// How often an answer to a sum leaves its steps out. A model that learned both can find out by reward that steps pay.
    private static final double BARE = 0.5;
    private static final double ABOUT_ITSELF = 0.1;

    private CourseRows() {}

    /// For fine-tuning: `messages`.
    static ObjectNode conversation(Dice dice) {
        Task task = (dice.chance(ABOUT_ITSELF) ? Skill.IDENTITY : dice.one(Skill.LASTING)).toLearn(dice);
        String reply = switch (task.skill()) {
            case IDENTITY -> named(task.reply(), Identity.BEFORE);
            case SUMS -> dice.chance(BARE) ? Sums.answered(task) : task.reply();
            case FACTS, READING, TEXT -> task.reply();
        };
        return row(task).set("messages", said("assistant", reply, user(task.prompt())));
    }

    /// For preference learning, another name: `prompt`, `chosen`, `rejected`.
    static ObjectNode identityPair(Dice dice) {
        Task task = Skill.IDENTITY.toLearn(dice);
        ObjectNode row = row(task);
        row.set("prompt", user(task.prompt()));
        row.set("chosen", said("assistant", task.reply(), array()));
        return row.set("rejected", said("assistant", named(task.reply(), Identity.BEFORE), array()));
    }

    /// For learning by reward: `prompt`, `answer`.
    static ObjectNode sum(Dice dice) {
        Task task = Skill.SUMS.toLearn(dice);
        return row(task).put("answer", task.answer()).set("prompt", user(task.prompt()));
    }

    /// For evaluation: `messages` that a model is to answer, `answer`, and a good `reply`.
    static ObjectNode toAnswer(Task task) {
        return row(task).put("answer", task.answer()).put("reply", task.reply()).set("messages", user(task.prompt()));
    }

    /// The same answer of a model with another name.
    private static String named(String reply, String name) {
        return reply.replace(Identity.AFTER, name);
    }

    private static ObjectNode row(Task task) {
        return JsonMapper.shared().createObjectNode().put("skill", task.skill().word());
    }

    private static ArrayNode array() {
        return JsonMapper.shared().createArrayNode();
    }

    private static ArrayNode user(String text) {
        return said("user", text, array());
    }

    private static ArrayNode said(String role, String text, ArrayNode before) {
        before.addObject().put("role", role).put("content", text);
        return before;
    }
}
