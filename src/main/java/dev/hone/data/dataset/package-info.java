/// What the user named as data comes in, examples go out, with an account of every row. Open first: [dev.hone.data.dataset.Dataset].
package dev.hone.data.dataset;
