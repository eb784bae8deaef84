package dev.hone.data.corpus;

import dev.hone.data.corpus.Words.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Small stories: a plot says what happens, and dice who it happens to, where, with what and in which words.
final class Stories {
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

    /// @param sentences in order, each in several ways
    /// @param questions about what happens
    private record Plot(List<List<String>> sentences, List<Asked> questions) {}

    /// A question whose answer is in the story.
    /// @param word the slot that is asked for
    private record Asked(String question, String reply, String word) {}

    /// A story and what can be asked about it.
    record Story(String text, List<Task> tasks) {
        Task task(Dice dice) {
            Task task = dice.one(tasks);
            return new Task(Skill.READING, text + task.key(), text + "\nQuestion: " + task.prompt(), task.reply(), task.answer());
        }
    }

    private static final List<List<String>> OPENINGS = List.of(
            List.of("{hero} is a little {kind}.", "Once there was a {kind} named {hero}.", "{hero} was a kind {kind}.", "There was a little {kind} called {hero}."),
            List.of("{time} it was {weather}.", "{time} the day was {weather}."));

    private static final List<Plot> PLOTS = List.of(
            new Plot(List.of(
                    List.of("{hero} went to the {place} with {his} {color} {thing}.", "{hero} took {his} {color} {thing} to the {place}."),
                    List.of("There {he} lost the {thing}.", "But then the {thing} was gone."),
                    List.of("{hero} looked for it everywhere and was sad.", "{He} was very sad and began to cry."),
                    List.of("{friend} saw {him} and said: \"I will help you.\"", "Then {friend} came to help {him}."),
                    List.of("They found the {thing} under {spot}.", "At last {friend} found the {thing} under {spot}."),
                    List.of("{hero} was happy again and said thank you.", "\"Thank you, {friend}!\" said {hero}. {He} was happy.")),
                    List.of(new Asked("What did {hero} lose?", "{hero} lost the {thing}.", "thing"), new Asked("Who helped {hero}?", "{friend} helped {hero}.", "friend"),
                            new Asked("Where was the {thing}?", "The {thing} was under {spot}.", "spot"),
                            new Asked("What color was the {thing}?", "The {thing} was {color}.", "color"))),
            new Plot(List.of(
                    List.of("{hero} saw a {pet} near the {place}.", "At the {place} {hero} met a small {pet}."),
                    List.of("The {pet} was {coat} and hungry.", "It was a {coat} {pet}, and it was hungry."),
                    List.of("{hero} gave it some {food}.", "So {hero} shared {his} {food} with it."),
                    List.of("The {pet} ate the {food} and came closer.", "The {pet} liked the {food} very much."),
                    List.of("{hero} took the {pet} home.", "From then on the {pet} lived with {hero}."),
                    List.of("Now they play every day.", "They became good friends.", "{hero} loves the {pet}, and the {pet} loves {him}.")),
                    List.of(new Asked("What did {hero} see?", "{hero} saw a {pet}.", "pet"), new Asked("What did the {pet} eat?", "The {pet} ate {food}.", "food"),
                            new Asked("What color was the {pet}?", "The {pet} was {coat}.", "coat"), new Asked("Where was the {pet}?", "The {pet} was at the {place}.", "place"))),
            new Plot(List.of(
                    List.of("{hero} wanted to learn to {skill}.", "{hero} could not {skill} yet."),
                    List.of("\"It is too hard,\" {he} said.", "At first it was hard, and {he} wanted to stop."),
                    List.of("{friend} said: \"Try again. I will show you.\"", "But {friend} showed {him} how to do it."),
                    List.of("So {hero} tried again and again at the {place}.", "Every day {hero} went to the {place} and tried again."),
                    List.of("At last {he} could {skill}.", "And then it worked: {hero} could {skill}!"),
                    List.of("{friend} was proud of {him}.", "Everyone clapped.", "{hero} laughed and did it once more.")),
                    List.of(new Asked("What did {hero} want to learn?", "{hero} wanted to learn to {skill}.", "skill"),
                            new Asked("Who showed {hero} how to do it?", "{friend} showed {hero} how to do it.", "friend"),
                            new Asked("Where did {hero} try?", "{hero} tried at the {place}.", "place"))),
            new Plot(List.of(
                    List.of("It was the birthday of {friend}.", "{friend} had {his2} birthday."),
                    List.of("{hero} wanted to give {him2} a {color} {thing}.", "{hero} made a {color} {thing} for {him2}."),
                    List.of("They ate {food} and sang at the {place}.", "All the children came to the {place} and ate {food}."),
                    List.of("{friend} opened the box and saw the {thing}.", "\"What is in the box?\" asked {friend}. It was the {thing}."),
                    List.of("\"This is the best gift!\" said {friend}.", "{friend} was so happy that {he2} danced.")),
                    List.of(new Asked("Who had a birthday?", "{friend} had a birthday.", "friend"), new Asked("What did {friend} get?", "{friend} got a {color} {thing}.", "thing"),
                            new Asked("What did they eat?", "They ate {food}.", "food"), new Asked("Where were they?", "They were at the {place}.", "place"))),
            new Plot(List.of(
                    List.of("{hero} and {friend} walked to the {place}.", "{hero} went with {friend} to the {place}."),
                    List.of("On the way they heard a sound from {spot2}.", "There they heard a small cry from {spot2}."),
                    List.of("It was a {pet} that could not get out.", "They looked and saw a {pet} with a hurt leg."),
                    List.of("{hero} held it and {friend} gave it some {food}.", "{friend} was afraid, but {hero} was brave and helped the {pet}."),
                    List.of("Soon the {pet} was well and ran away.", "The {pet} looked at them once more and went home."),
                    List.of("\"We did a good thing,\" said {friend}.", "{hero} and {friend} went home and told everyone.")),
                    List.of(new Asked("Where did they walk?", "They walked to the {place}.", "place"), new Asked("What did they find?", "They found a {pet}.", "pet"),
                            new Asked("Who was with {hero}?", "{friend} was with {hero}.", "friend"))),
            new Plot(List.of(
                    List.of("{hero} had {food}, but {friend} had nothing to eat.", "{hero} sat at the {place} and ate {food}. {friend} had no food."),
                    List.of("{friend} looked sad.", "\"I am hungry,\" said {friend}."),
                    List.of("\"You can have half of mine,\" said {hero}.", "So {hero} gave {him2} half of the {food}."),
                    List.of("{friend} smiled and gave {him} a {color} {thing}.", "Then {friend} let {him} play with {his2} {color} {thing}."),
                    List.of("It is good to share.", "Both of them were happy.")),
                    List.of(new Asked("Who was hungry?", "{friend} was hungry.", "friend"), new Asked("What did {hero} share?", "{hero} shared the {food}.", "food"),
                            new Asked("What did {friend} have?", "{friend} had a {color} {thing}.", "thing"))));

    private Stories() {}

    static Story story(Dice dice) {
        Map<String, String> slots = slots(dice);
        Plot plot = dice.one(PLOTS);
        List<String> sentences = new ArrayList<>();
        for (List<String> ways : OPENINGS) sentences.add(filled(dice.one(ways), slots));
        for (List<String> ways : plot.sentences) sentences.add(filled(dice.one(ways), slots));
        List<Task> tasks = plot.questions.stream().map(asked -> {
            String question = filled(asked.question, slots);
            return new Task(Skill.READING, question, question, filled(asked.reply, slots), slots.get(asked.word));
        }).toList();
        return new Story(String.join(" ", sentences), tasks);
    }

    private static Map<String, String> slots(Dice dice) {
        List<Person> two = dice.some(Words.PEOPLE, 2);
        Map<String, String> slots = new HashMap<>();
        put(two.getFirst(), "hero", "", slots);
        put(two.getLast(), "friend", "2", slots);
        slots.put("color", dice.one(Words.COLORS));
        slots.put("thing", dice.one(Words.THINGS));
        slots.put("place", dice.one(Words.PLACES));
        slots.put("spot", dice.one(Words.SPOTS));
        slots.put("spot2", dice.one(List.of("behind a tree", "under a bush", "behind a wall", "near the water")));
        slots.put("pet", dice.one(Words.PETS));
        slots.put("coat", dice.one(Words.COATS));
        slots.put("food", dice.one(Words.FOODS));
        slots.put("time", dice.one(Words.TIMES));
        slots.put("weather", dice.one(Words.WEATHER));
        slots.put("skill", dice.one(Words.SKILLS));
        return slots;
    }

    private static void put(Person person, String role, String mark, Map<String, String> slots) {
        slots.put(role, person.name());
        slots.put("kind" + mark, person.kind());
        slots.put("he" + mark, person.he());
        slots.put("He" + mark, Facts.capital(person.he()));
        slots.put("him" + mark, person.him());
        slots.put("his" + mark, person.his());
    }

    private static String filled(String sentence, Map<String, String> slots) {
        return SLOT.matcher(sentence).replaceAll(slot -> slots.get(slot.group(1)));
    }
}
