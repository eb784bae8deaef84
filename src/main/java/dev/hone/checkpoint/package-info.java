/// Model files: folders of weights and GGUF files come in as named byte ranges, and leave as folders that transformers opens.
/// Open first: [dev.hone.checkpoint.Safetensors], which reads the weights of a folder, then [dev.hone.checkpoint.HfFolder].
package dev.hone.checkpoint;
