/// A program that a model wrote comes in, what it wrote and how it ended goes out; nothing else of it reaches the machine.
/// Open first: [dev.hone.reward.sandbox.Sandboxes], which picks what contains best here, then [dev.hone.reward.sandbox.Sandbox] and
/// [dev.hone.reward.sandbox.Cell]. What holds the program is `launcher.py` among the resources.
package dev.hone.reward.sandbox;
