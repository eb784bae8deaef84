/// Model files: folders of safetensors and GGUF files come in as named, mapped byte ranges, and leave as folders that transformers opens.
/// Open first: [dev.hone.checkpoint.HfFolder], what a model's folder holds; then [dev.hone.checkpoint.Safetensors] and [dev.hone.checkpoint.GgufConversion].
package dev.hone.checkpoint;
