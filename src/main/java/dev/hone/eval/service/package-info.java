/// A small program's state and calls come in, answers and a changed state go out: the services that BFCL's conversations use.
/// Open first: [dev.hone.eval.service.Services]; then [dev.hone.eval.service.Tickets] for how one looks.
package dev.hone.eval.service;
