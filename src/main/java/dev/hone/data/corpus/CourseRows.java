package dev.hone.data.corpus;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows to post-train the base model on, in the columns that each way of training reads, and rows to evaluate it on.
/// What is evaluated on, no other row shows: [Task#isHeldOut].
final class CourseRows {
    /// How often an answer to a sum leaves its steps out. A model that learned both can find out by reward that steps pay.
    private static final double BARE = 0.5;
    private static final double ABOUT_ITSELF = 0.1;
    private static final String SKILL = "skill";
    private static final String IDENTITY = "identity";

    private CourseRows() {}

    /// For fine-tuning: `messages`.
    static ObjectNode conversation(Dice dice) {
        if (dice.chance(ABOUT_ITSELF)) return row(IDENTITY).set("messages",
                said("assistant", Identity.answer(Identity.BEFORE, dice), user(dice.one(Identity.prompts(false)))));
        Task task = dice.one(List.of(Skill.values())).toLearn(dice);
        String reply = task.skill() == Skill.SUMS && dice.chance(BARE) ? Sums.answered(task) : task.reply();
        return row(name(task.skill())).set("messages", said("assistant", reply, user(task.prompt())));
    }

    /// For preference learning, another name: `prompt`, `chosen`, `rejected`.
    static ObjectNode identityPair(Dice dice) {
        String prompt = dice.one(Identity.prompts(false));
        String before = Identity.answer(Identity.BEFORE, dice);
        ObjectNode row = row(IDENTITY);
        row.set("prompt", user(prompt));
        row.set("chosen", said("assistant", before.replace(Identity.BEFORE, Identity.AFTER), array()));
        return row.set("rejected", said("assistant", before, array()));
    }

    /// For learning by reward: `prompt`, `answer`.
    static ObjectNode sum(Dice dice) {
        Task task = Skill.SUMS.toLearn(dice);
        return row(name(task.skill())).put("answer", task.answer()).set("prompt", user(task.prompt()));
    }

    /// For evaluation: `messages` that a model is to answer, `answer`, and a good `reply`.
    static ObjectNode heldOut(Skill skill, Dice dice) {
        Task task = skill.heldOut(dice);
        return row(name(skill)).put("answer", task.answer()).put("reply", task.reply()).set("messages", user(task.prompt()));
    }

    /// The same with a question about the model itself, whose right answer is the name that it gets last.
    static ObjectNode heldOut(String prompt, Dice dice) {
        return row(IDENTITY).put("answer", Identity.AFTER).put("reply", Identity.answer(Identity.AFTER, dice)).set("messages", user(prompt));
    }

    private static String name(Skill skill) {
        return skill.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode row(String skill) {
        return JsonMapper.shared().createObjectNode().put(SKILL, skill);
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
