/// The main job in one command: the base model that comes with Hone goes through three ways of post-training and is examined before and after each. In: a folder;
/// out: runs, a page that tells the story, the last model. Open first: [dev.hone.cli.quickstart.Quickstart].
package dev.hone.cli.quickstart;
