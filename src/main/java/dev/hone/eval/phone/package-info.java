/// Calls of a phone's tools come in, their answers go out, and the phone's tables change: settings, contacts, messages, reminders.
/// Open first: [dev.hone.eval.phone.Phone].
package dev.hone.eval.phone;
