/// What the user asked for: run files and flags come in, checked records go out.
/// Open first: [dev.hone.settings.UserError], the one error that every other package throws at a user's mistake.
package dev.hone.settings;
