package dev.hone.hub;

import dev.hone.settings.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Turns what a user wrote for a model or data set into a local folder (or file). A path that exists is used where it
/// lies; a hub id is pulled into the cache that huggingface_hub shares, as far as it is not there yet.
public final class Hub {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HubSettings settings;
    private final PullProgress progress;
    private final Path home;
    private final HubCache cache;

    public Hub(HubSettings settings, PullProgress progress, Path home) {
        this.settings = settings;
        this.progress = progress;
        this.home = home;
        this.cache = new HubCache(settings.cache(), settings.symlinks());
    }

    /// A hub with the settings of an environment.
    public static Hub of(HubEnvironment environment, PullProgress progress) {
        return new Hub(HubSettings.from(environment), progress, environment.home());
    }

    /// The folder of a model: config, tokenizer, template and weights.
    /// @param text a local path, `owner/name` or `owner/name@revision`
    public Path model(String text) {
        return locate(HubKind.MODEL, text, FileChoice.MODEL);
    }

    /// The folder of a model, of which the weights are not needed.
    public Path tokenizer(String text) {
        return locate(HubKind.MODEL, text, FileChoice.TOKENIZER);
    }

    /// The folder or file of a data set.
    /// @param text a local path, `owner/name` or `owner/name@revision`
    public Path dataset(String text) {
        return locate(HubKind.DATASET, text, FileChoice.DATASET);
    }

    private Path locate(HubKind kind, String text, FileChoice choice) {
        return switch (Source.of(kind, text, home)) {
            case LocalSource(var path) -> {
                noteTwin(kind, text, path);
                yield path;
            }
            case HubReference reference -> pull(reference, choice).folder();
        };
    }

    /// A text that is both a local path and an id in the cache: the path wins, and the user should know.
    private void noteTwin(HubKind kind, String text, Path path) {
        if (Source.looksLikePath(text)) return;
        try {
            if (Files.exists(cache.repository(HubReference.parse(kind, text)))) progress.note(text + " is a local "
                    + (Files.isDirectory(path) ? "folder" : "file") + " here and a " + kind.title() + " in the hub's cache; using the local one ("
                    + Source.HUB_PREFIX + text + " would mean the other)");
        } catch (UserError noId) {
            // then there is no second meaning
        }
    }

    /// Pulls what the choice wants of a repository. Asks the hub what the revision stands for, unless that is sure;
    /// without a network an earlier pull serves.
    public Pulled pull(HubReference reference, FileChoice choice) {
        Optional<Pulled> cached = cache.commit(reference).flatMap(commit -> complete(reference, commit, choice));
        if (cached.isPresent() && (settings.offline() || isSure(reference))) return cached.get();
        if (settings.offline()) throw absent(reference, choice, "HF_HUB_OFFLINE is set");
        return online(reference, choice, cached);
    }

    private Pulled online(HubReference reference, FileChoice choice, Optional<Pulled> cached) {
        try (HubClient client = new HubClient(settings)) {
            Listing listing;
            try {
                // a user without a network should not wait long to hear so, and with a copy at hand not at all
                listing = client.list(reference, cached.isPresent() ? 1 : Math.min(3, settings.patience().attempts()));
            } catch (HubFailure unreachable) {
                return instead(cached, unreachable.getMessage(), () -> absent(reference, choice, unreachable.getMessage()));
            } catch (HubRefusal refused) {
                return instead(cached, refused.getMessage(), () -> new UserError(refused.getMessage(), refused));
            }
            return fetch(client, reference, choice, listing);
        }
    }

    private Pulled instead(Optional<Pulled> cached, String why, Supplier<UserError> error) {
        Pulled copy = cached.orElseThrow(error);
        progress.note(why + "; using the copy in " + copy.folder() + ", which may be out of date");
        return copy;
    }

    /// A commit never changes; with its listing at hand nothing is left to ask.
    private boolean isSure(HubReference reference) {
        return reference.isPinned() && cache.listing(reference, reference.revision()).isPresent();
    }

    private Pulled fetch(HubClient client, HubReference reference, FileChoice choice, Listing listing) {
        List<RemoteFile> wanted = describe(client, reference, listing.commit(), choice.from(listing, reference));
        checkNames(reference, wanted);
        boolean writable = cache.isWritable(reference);
        if (writable) cache.keep(reference, listing);
        long fetched = fetchAll(client, reference, listing.commit(), wanted);
        List<RemoteFile> named = describe(client, reference, listing.commit(), onlyInIndex(reference, choice, listing, wanted));
        if (!named.isEmpty()) fetched += fetchAll(client, reference, listing.commit(), named);
        if (writable) cache.remember(reference, listing.commit());

        List<RemoteFile> all = new ArrayList<>(wanted);
        all.addAll(named);
        return pulled(reference, listing.commit(), all, fetched);
    }

    /// Fills in what the listing left out.
    private List<RemoteFile> describe(HubClient client, HubReference reference, String commit, List<RemoteFile> files) {
        List<RemoteFile> described = new ArrayList<>();
        for (RemoteFile file : files) {
            try {
                RemoteFile known = file.isDescribed() ? file : client.describe(reference, commit, file.name());
                if (!known.isDescribed()) throw new UserError(settings.endpoint() + " gives no size or no hash for " + file.name() + " of the "
                        + reference.title() + ", so it cannot be verified; check HF_ENDPOINT");
                described.add(known);
            } catch (HubFailure | HubRefusal failure) {
                throw new UserError(failure.getMessage(), failure);
            }
        }
        return described;
    }

    /// Names were checked when they were listed, one by one; here, that none needs another as a folder.
    private static void checkNames(HubReference reference, List<RemoteFile> files) {
        Set<String> names = new TreeSet<>();
        for (RemoteFile file : files) names.add(file.name());
        for (String name : names)
            for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1))
                if (names.contains(name.substring(0, slash))) throw new UserError("the " + reference.title() + " lists "
                        + name.substring(0, slash) + " both as a file and as a folder; it is damaged or hostile, and nothing was written");
    }

    /// Fetches several files at once. The first failure stops the others; what they have stays for the next pull.
    private long fetchAll(HubClient client, HubReference reference, String commit, List<RemoteFile> files) {
        checkSpace(reference, commit, files);
        progress.begin(reference.toString(), files.size(), files.stream().mapToLong(RemoteFile::size).sum());
        ExecutorService threads = Executors.newFixedThreadPool(settings.parallelFiles(), Thread.ofVirtual().factory());
        try {
            var running = new ExecutorCompletionService<Long>(threads);
            for (RemoteFile file : files) running.submit(() ->
                    new BlobDownload(client, cache, settings, progress, reference, commit, file).run());
            long fetched = 0;
            for (int i = 0; i < files.size(); i++) fetched += running.take().get();
            return fetched;
        } catch (ExecutionException failed) {
            throw asUserError(reference, failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            threads.shutdownNow();
            // waits until no thread touches the cache any more
            threads.close();
            progress.end();
        }
    }

    private static RuntimeException asUserError(HubReference reference, Throwable cause) {
        return switch (cause) {
            case HubFailure network -> new UserError(network.getMessage()
                    + ". What has arrived is kept: pull " + reference + " again to go on from there", network);
            case HubRefusal refused -> new UserError(refused.getMessage(), refused);
            case RuntimeException other -> other;
            default -> new IllegalStateException(cause);
        };
    }

    private void checkSpace(HubReference reference, String commit, List<RemoteFile> files) {
        long needed = 0;
        for (RemoteFile file : files) if (!cache.has(reference, commit, file) && !HubCache.isWhole(cache.blob(reference, file.hash()), file))
            needed += file.size() - Math.min(file.size(), cache.partial(reference, file.hash()).toFile().length());
        OptionalLong free = DiskSpace.free(cache.repository(reference));
        if (needed > 0 && free.isPresent() && free.getAsLong() < needed) throw new UserError("not enough disk space for the " + reference.title()
                + ": it needs " + Sizes.text(needed) + " more and " + Sizes.text(free.getAsLong()) + " is free in " + settings.cache()
                + "; make room, or set HF_HUB_CACHE to a folder on another disk");
    }

    /// Shards under unusual names: wanted because the index names them. One that the repository lacks is an error.
    private List<RemoteFile> onlyInIndex(HubReference reference, FileChoice choice, Listing listing, List<RemoteFile> wanted) {
        if (!choice.followsIndex() || wanted.stream().noneMatch(file -> file.name().equals(FileChoice.INDEX))) return List.of();
        List<RemoteFile> more = new ArrayList<>();
        for (String shard : shards(reference, cache.snapshot(reference, listing.commit()))) {
            RemoteFile file = listing.find(shard).orElseThrow(() -> new UserError("the " + reference.title() + " is damaged: " + FileChoice.INDEX
                    + " names " + shard + ", which the repository does not hold; tell its owner, or try another revision"));
            if (!wanted.contains(file) && !choice.excludes(shard) && wanted.stream().noneMatch(known -> known.name().equals(shard))) more.add(file);
        }
        return more;
    }

    /// The files that a snapshot's index of weights names; none without an index.
    private static Set<String> shards(HubReference reference, Path snapshot) {
        Path index = snapshot.resolve(FileChoice.INDEX);
        Set<String> names = new TreeSet<>();
        if (!Files.isRegularFile(index)) return names;
        try {
            for (var entry : JSON.readTree(Files.readAllBytes(index)).path("weight_map").properties()) {
                JsonNode file = entry.getValue();
                String name = SafeName.check(file.asString(""), reference);
                if (FileChoice.isPickle(name)) throw new UserError(index + " names the pickle file " + name + "; Hone reads safetensors only");
                names.add(name);
            }
            return names;
        } catch (IOException | JacksonException damaged) {
            throw new UserError(index + " cannot be read as JSON; delete " + snapshot + " and pull again", damaged);
        }
    }

    /// What is in the cache for a commit, if it is all there.
    private Optional<Pulled> complete(HubReference reference, String commit, FileChoice choice) {
        Path snapshot = cache.snapshot(reference, commit);
        try {
            if (!Files.isDirectory(snapshot) || !missing(reference, commit, choice).isEmpty()) return Optional.empty();
            Listing listing = cache.listing(reference, commit).orElseGet(() -> cache.onDisk(reference, commit));
            return Optional.of(pulled(reference, commit, choice.from(listing, reference), 0));
        } catch (UserError nothingOfUse) {
            return Optional.empty();
        }
    }

    /// What a snapshot lacks. Without a stored listing (a cache filled by an older Python) only the index can tell.
    private List<String> missing(HubReference reference, String commit, FileChoice choice) {
        Set<String> names = new TreeSet<>();
        Path snapshot = cache.snapshot(reference, commit);
        cache.listing(reference, commit).ifPresent(listing -> {
            for (RemoteFile file : choice.from(listing, reference)) if (!cache.has(reference, commit, file)) names.add(file.name());
        });
        boolean single = Files.isRegularFile(snapshot.resolve("model.safetensors"));
        if (choice.followsIndex() && !single) for (String shard : shards(reference, snapshot))
            if (!choice.excludes(shard) && !Files.isRegularFile(snapshot.resolve(shard))) names.add(shard);
        return List.copyOf(names);
    }

    /// Nothing, or not all of it, is here and the hub cannot be asked.
    private UserError absent(HubReference reference, FileChoice choice, String why) {
        String command = "'hone pull " + (reference.kind() == HubKind.DATASET ? "--dataset " : "") + reference + "'";
        Optional<String> commit = cache.commit(reference).filter(known -> Files.isDirectory(cache.snapshot(reference, known)));
        String todo = settings.offline() ? "; unset HF_HUB_OFFLINE and run " + command + ", or copy the folder from a machine that has it"
                : "; check the network, HF_ENDPOINT and the proxy, then run " + command;
        if (commit.isEmpty()) return new UserError("the " + reference.title() + " is not on this machine (looked in "
                + cache.repository(reference) + "), and " + why + todo + ". A local folder of that name is not here either");
        List<String> missing = missing(reference, commit.get(), choice);
        if (missing.isEmpty()) return new UserError("what is on this machine of the " + reference.title() + " ("
                + cache.snapshot(reference, commit.get()) + ") holds none of the files that this needs, and " + why + todo);
        String some = String.join(", ", missing.subList(0, Math.min(5, missing.size()))) + (missing.size() > 5 ? " and " + (missing.size() - 5) + " more" : "");
        return new UserError("the " + reference.title() + " is only partly on this machine: " + cache.snapshot(reference, commit.get())
                + " lacks " + some + ", and " + why + todo);
    }

    private Pulled pulled(HubReference reference, String commit, List<RemoteFile> files, long fetched) {
        Path snapshot = cache.snapshot(reference, commit);
        return new Pulled(reference, commit, snapshot,
                files.stream().map(file -> new Pulled.File(file.name(), file.size())).toList(), fetched);
    }
}
