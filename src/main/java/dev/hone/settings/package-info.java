/// What the user asked for: a run file and flags come in, checked records go out.
/// Open first: [dev.hone.settings.SettingsReader]; [dev.hone.settings.UserError] is the one error that every other package throws at a user's mistake.
package dev.hone.settings;
