package dev.hone.data.corpus;

import java.util.List;
import java.util.stream.Stream;

/// The words that texts are made of. Few, so that a small model meets each of them often.
final class Words {
    /// A child of a story and how it is spoken of.
    record Person(String name, String kind, String he, String him, String his) {}

    static final List<Person> PEOPLE = Stream.concat(
            Stream.of("Mia", "Anna", "Lily", "Emma", "Sara", "Zoe", "Lucy", "Nina", "Rosa", "Ella").map(name -> new Person(name, "girl", "she", "her", "her")),
            Stream.of("Tom", "Ben", "Max", "Sam", "Leo", "Jack", "Tim", "Finn", "Oscar", "Paul").map(name -> new Person(name, "boy", "he", "him", "his"))).toList();
    static final List<String> NAMES = PEOPLE.stream().map(Person::name).toList();

    static final List<String> COLORS = List.of("red", "blue", "green", "yellow", "white", "black", "brown", "pink");
    static final List<String> THINGS = List.of("ball", "hat", "book", "kite", "cup", "bag", "toy car", "boat", "drum", "coat", "bell", "lamp");
    static final List<String> PLACES = List.of("park", "garden", "forest", "beach", "school", "market", "farm", "river", "zoo", "hill");
    static final List<String> SPOTS = List.of("a big tree", "a chair", "the table", "a bush", "an old bridge", "a bench", "the bed", "some leaves");
    static final List<String> PETS = List.of("dog", "cat", "bird", "rabbit", "duck", "horse", "mouse", "fox", "frog", "pony");
    static final List<String> COATS = List.of("white", "black", "brown", "gray");
    static final List<String> FOODS = List.of("bread", "cake", "soup", "rice", "cheese", "honey", "milk", "fish", "salad", "jam");
    static final List<String> MANY = List.of("apples", "books", "stones", "coins", "eggs", "flowers", "shells", "pens", "cards", "nuts", "balls", "cups");
    static final List<String> TIMES = List.of("One day", "One morning", "One evening", "On Monday", "On Sunday", "In summer", "In winter", "After school");
    static final List<String> WEATHER = List.of("sunny", "cold", "windy", "warm", "rainy", "cloudy");
    static final List<String> SKILLS = List.of("swim", "ride a bike", "play the drum", "draw a horse", "bake a cake", "climb a tree", "read a map", "sing a song");

    /// For [TextTasks].
    static final List<String> SHORT = List.of("red", "blue", "green", "cat", "dog", "sun", "moon", "tree", "bird", "fish", "ball", "book", "hat", "cup", "bag",
            "milk", "bread", "cake", "rain", "snow", "wind", "hill", "river", "farm", "park", "duck", "fox", "frog", "horse", "apple", "egg", "nut", "pen", "star",
            "boat", "kite", "bell", "lamp", "coat", "drum");

    private Words() {}
}
