package dev.hone.eval.service;

import dev.hone.eval.tool.Arguments;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Short posts, comments on them, and whom a user follows.
/// Source: BFCL v4, `TwitterAPI`.
record Postings(ObjectNode state) implements Service {
    /// Comments of a scenario stand under texts and are not found by a post's number, as officially; new ones are kept apart.
    private static final String USUAL = """
            {"username": "john", "password": "john123", "authenticated": false, "tweets": {}, "comments": {}, "new_comments": {}, "retweets": {}, "following_list": ["alice", "bob"], "tweet_counter": 0}""";

    static Postings of(ObjectNode scenario) {
        return new Postings(Service.begun(USUAL, scenario));
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "authenticate_twitter" -> {
                boolean right = given.text("username").equals(user()) && given.text("password").equals(state.path("password").asString());
                if (right) state.put("authenticated", true);
                yield Service.answer("authentication_status", right);
            }
            case "posting_get_login_status" -> Service.answer("login_status", loggedIn());
            case "post_tweet" -> loggedIn() ? posted(given) : refused("posting");
            case "retweet" -> loggedIn() ? reposted(given) : refused("retweeting");
            case "comment" -> loggedIn() ? commented(given) : refused("commenting");
            case "mention" -> {
                ObjectNode post = post(given);
                if (post == null) yield missing(given);
                given.texts("mentioned_usernames").forEach(((ArrayNode) post.get("mentions"))::add);
                yield Service.answer("mention_status", "Users mentioned successfully");
            }
            case "follow_user" -> loggedIn() ? Service.answer("follow_status", follow(given.text("username_to_follow"))) : refused("following");
            case "unfollow_user" -> loggedIn() ? Service.answer("unfollow_status", unfollow(given.text("username_to_unfollow"))) : refused("unfollowing");
            case "list_all_following" -> loggedIn() ? Service.answer("following_list", following()) : refused("listing following");
            case "get_tweet" -> {
                ObjectNode post = post(given);
                yield post == null ? missing(given) : post;
            }
            case "get_user_tweets" -> posts(post -> post.path("username").asString().equals(given.text("username")));
            case "search_tweets" -> found(given.text("keyword").toLowerCase(Locale.ROOT));
            case "get_tweet_comments" -> post(given) == null ? missing(given) : state.get("new_comments").get(id(given)) instanceof ArrayNode comments ? comments : state.arrayNode();
            case "get_user_stats" -> stats(given.text("username"));
            default -> throw new UnknownToolFault(name);
        };
    }

    private boolean loggedIn() {
        return state.path("authenticated").asBoolean(false);
    }

    private static ObjectNode refused(String doing) {
        return Service.error("User not authenticated. Please authenticate before " + doing + ".");
    }

    private String user() {
        return state.path("username").asString();
    }

    private static String id(Arguments given) {
        return given.any("tweet_id").asString();
    }

    private ObjectNode post(Arguments given) {
        return given.any("tweet_id").isNumber() && state.get("tweets").get(id(given)) instanceof ObjectNode post ? post : null;
    }

    private static ObjectNode missing(Arguments given) {
        return Service.error("Tweet with ID " + id(given) + " not found.");
    }

    private JsonNode posted(Arguments given) {
        int id = state.path("tweet_counter").intValue();
        ObjectNode post = ((ObjectNode) state.get("tweets")).putObject(Integer.toString(id)).put("id", id).put("username", user()).put("content", given.text("content"));
        ArrayNode tags = post.putArray("tags"), mentions = post.putArray("mentions");
        given.textsOrNone("tags").forEach(tags::add);
        given.textsOrNone("mentions").forEach(mentions::add);
        state.put("tweet_counter", id + 1);
        return post;
    }

    private static ArrayNode list(ObjectNode lists, String name) {
        return lists.get(name) instanceof ArrayNode list ? list : lists.putArray(name);
    }

    private JsonNode reposted(Arguments given) {
        if (post(given) == null) return missing(given);
        ArrayNode reposts = list((ObjectNode) state.get("retweets"), user());
        if (reposts.valueStream().anyMatch(each -> each.equals(given.number("tweet_id")))) return Service.answer("retweet_status", "Already retweeted");
        reposts.add(given.number("tweet_id"));
        return Service.answer("retweet_status", "Successfully retweeted");
    }

    private JsonNode commented(Arguments given) {
        if (post(given) == null) return missing(given);
        list((ObjectNode) state.get("new_comments"), id(given)).addObject().put("username", user()).put("content", given.text("comment_content"));
        return Service.answer("comment_status", "Comment added successfully");
    }

    private ArrayNode following() {
        return (ArrayNode) state.get("following_list");
    }

    private int place(String name) {
        for (int i = 0; i < following().size(); i++) if (following().get(i).asString().equals(name)) return i;
        return -1;
    }

    private boolean follow(String name) {
        if (place(name) >= 0) return false;
        following().add(name);
        return true;
    }

    private boolean unfollow(String name) {
        int place = place(name);
        if (place >= 0) following().remove(place);
        return place >= 0;
    }

    private ArrayNode posts(Predicate<JsonNode> which) {
        return state.arrayNode().addAll(state.get("tweets").valueStream().filter(which).toList());
    }

    private JsonNode found(String keyword) {
        return posts(post -> post.path("content").asString().toLowerCase(Locale.ROOT).contains(keyword)
                || post.path("tags").valueStream().anyMatch(tag -> tag.asString().toLowerCase(Locale.ROOT).equals(keyword)));
    }

    private JsonNode stats(String name) {
        return state.objectNode().put("tweet_count", posts(post -> post.path("username").asString().equals(name)).size()).put("following_count", name.equals(user()) ? following().size() : 0)
                .put("retweet_count", state.get("retweets").path(name).size());
    }
}
