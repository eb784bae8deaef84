package dev.hone.data.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What everybody knows, with the ways to ask for it.
final class Facts {
    /// @param subject   what the fact is of: the subjects of like facts are told apart by it
    /// @param statement the whole answer
    /// @param answer    the word that matters
    /// @param questions ways to ask
    record Fact(String subject, String statement, String answer, List<String> questions) {
        Task task(Dice dice) {
            String question = dice.one(questions);
            return new Task(Skill.FACTS, question, question, statement, answer);
        }
    }

    private record Animal(String name, String sound, String home, String food, String young, int legs) {}

    private static final List<Animal> ANIMALS = List.of(
            new Animal("cow", "moo", "on a farm", "grass", "calf", 4), new Animal("dog", "woof", "in a house", "meat", "puppy", 4),
            new Animal("cat", "meow", "in a house", "fish", "kitten", 4), new Animal("duck", "quack", "by a river", "seeds", "duckling", 2),
            new Animal("sheep", "baa", "on a hill", "grass", "lamb", 4), new Animal("horse", "neigh", "on a farm", "hay", "foal", 4),
            new Animal("pig", "oink", "on a farm", "corn", "piglet", 4), new Animal("frog", "croak", "in a pond", "flies", "tadpole", 4),
            new Animal("bird", "tweet", "in a tree", "seeds", "chick", 2), new Animal("lion", "roar", "in Africa", "meat", "cub", 4),
            new Animal("mouse", "squeak", "in a hole", "cheese", "pup", 4), new Animal("bee", "buzz", "in a hive", "nectar", "larva", 6));
    private static final List<List<String>> CAPITALS = List.of(List.of("France", "Paris"), List.of("Italy", "Rome"), List.of("Spain", "Madrid"),
            List.of("Germany", "Berlin"), List.of("Japan", "Tokyo"), List.of("China", "Beijing"), List.of("Egypt", "Cairo"), List.of("Greece", "Athens"),
            List.of("England", "London"), List.of("Austria", "Vienna"), List.of("Norway", "Oslo"), List.of("Poland", "Warsaw"));
    private static final List<List<String>> COLORS = List.of(List.of("a banana", "yellow"), List.of("grass", "green"), List.of("snow", "white"),
            List.of("the sky", "blue"), List.of("coal", "black"), List.of("a lemon", "yellow"), List.of("a tomato", "red"), List.of("milk", "white"),
            List.of("chocolate", "brown"), List.of("a strawberry", "red"), List.of("a carrot", "orange"), List.of("a pea", "green"));
    private static final List<List<String>> OPPOSITES = List.of(List.of("hot", "cold"), List.of("big", "small"), List.of("happy", "sad"), List.of("up", "down"),
            List.of("fast", "slow"), List.of("day", "night"), List.of("old", "new"), List.of("open", "closed"), List.of("wet", "dry"), List.of("full", "empty"),
            List.of("high", "low"), List.of("good", "bad"), List.of("hard", "soft"), List.of("first", "last"));
    private static final List<List<String>> USES = List.of(List.of("a pen", "to write"), List.of("a knife", "to cut"), List.of("a bed", "to sleep"),
            List.of("a cup", "to drink"), List.of("a spoon", "to eat"), List.of("a key", "to open a door"), List.of("a lamp", "to see in the dark"),
            List.of("a boat", "to cross the water"), List.of("a clock", "to tell the time"), List.of("soap", "to wash"));
    private static final List<String> DAYS = List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> MONTHS = List.of("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December");
    private static final List<String> NUMBERS = List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    static final List<Fact> ALL = all();

    private Facts() {}

    static Task task(Dice dice) {
        return dice.one(ALL).task(dice);
    }

    private static List<Fact> all() {
        List<Fact> facts = new ArrayList<>();
        for (Animal animal : ANIMALS) ofAnimal(animal, facts);
        for (List<String> pair : CAPITALS) facts.add(fact(pair, "The capital of %s is %s.", "What is the capital of %s?", "Which city is the capital of %s?",
                "Name the capital of %s.", "Tell me the capital of %s."));
        for (List<String> pair : COLORS) facts.add(new Fact(pair.getFirst(), capital("%s is %s.".formatted(pair.toArray())), pair.getLast(), asked(pair.getFirst(),
                "What color is %s?", "What is the color of %s?", "Tell me the color of %s.", "Do you know what color %s is?")));
        for (List<String> pair : OPPOSITES) {
            facts.add(opposite(pair));
            facts.add(opposite(pair.reversed()));
        }
        for (List<String> pair : USES) facts.add(new Fact(pair.getFirst(), "You use %s %s.".formatted(pair.toArray()), pair.getLast(), asked(pair.getFirst(),
                "What do you do with %s?", "What is %s for?", "Why do people have %s?", "What can you use %s for?")));
        inOrder(DAYS, "day", facts);
        inOrder(MONTHS, "month", facts);
        inOrder(NUMBERS, "number", facts);
        return List.copyOf(facts);
    }

    private static void ofAnimal(Animal animal, List<Fact> facts) {
        String name = animal.name;
        facts.add(new Fact(name, "A %s says %s.".formatted(name, animal.sound), animal.sound, asked(name, "What does a %s say?", "What sound does a %s make?",
                "Which sound comes from a %s?", "How does a %s sound?")));
        facts.add(new Fact(name, "A %s lives %s.".formatted(name, animal.home), animal.home, asked(name, "Where does a %s live?", "What is the home of a %s?",
                "Where can you find a %s?", "Tell me where a %s lives.")));
        facts.add(new Fact(name, "A %s eats %s.".formatted(name, animal.food), animal.food, asked(name, "What does a %s eat?", "What is the food of a %s?",
                "What do you feed a %s?", "Tell me what a %s eats.")));
        facts.add(new Fact(name, "A young %s is called a %s.".formatted(name, animal.young), animal.young, asked(name, "What is a young %s called?",
                "What do you call a young %s?", "What is the name of a young %s?")));
        facts.add(new Fact(name, "A %s has %s legs.".formatted(name, NUMBERS.get(animal.legs - 1)), NUMBERS.get(animal.legs - 1), asked(name, "How many legs has a %s?",
                "How many legs does a %s have?", "Tell me how many legs a %s has.")));
    }

    private static Fact opposite(List<String> pair) {
        return fact(pair, "The opposite of %s is %s.", "What is the opposite of %s?", "Which word is the opposite of %s?", "Tell me the opposite of %s.",
                "If it is not %s, what is it?");
    }

    private static void inOrder(List<String> line, String what, List<Fact> facts) {
        IntStream.range(0, line.size() - 1).forEach(i -> {
            List<String> pair = line.subList(i, i + 2);
            facts.add(fact(pair, "After %s comes %s.", "Which " + what + " comes after %s?", "What comes after %s?", "Tell me the " + what + " after %s.",
                    "Which " + what + " follows %s?"));
            facts.add(fact(pair.reversed(), "Before %s comes %s.", "Which " + what + " comes before %s?", "What comes before %s?", "Tell me the " + what + " before %s."));
        });
    }

    private static Fact fact(List<String> pair, String statement, String... questions) {
        return new Fact(pair.getFirst(), statement.formatted(pair.toArray()), pair.getLast(), asked(pair.getFirst(), questions));
    }

    private static List<String> asked(String subject, String... questions) {
        return java.util.stream.Stream.of(questions).map(question -> question.formatted(subject)).toList();
    }

    static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
