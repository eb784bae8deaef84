"""Writes src/test/resources/gguf: blocks.gguf, random valid blocks of every quantisation that Hone reads, and blocks.safetensors,
the same tensors as the Python package `gguf` turns them into numbers.

    python3 tools/golden/gguf_fixtures.py     (needs gguf 0.19, numpy and safetensors)
"""
import pathlib
import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFWriter, GGML_QUANT_SIZES, quants
from safetensors.numpy import save_file

folder = pathlib.Path(__file__).parents[2] / "src/test/resources/gguf"
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(7)
# Where the float16 scales lie in a block: those must be finite, all other bits may be anything.
scales = {Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0], Type.Q2_K: [80, 82], Type.Q3_K: [108],
          Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208], Type.F16: [0]}
writer = GGUFWriter(folder / "blocks.gguf", "llama")
expected = {}
for kind in [Type.F16, Type.BF16, *list(scales)[:-1]]:
    block, size = GGML_QUANT_SIZES[kind]
    rows, row = 3, 2 if block == 256 else 3
    data = random.integers(0, 256, (rows, row, size), dtype=np.uint8)
    for at in scales.get(kind, []):
        data[..., at:at + 2] = random.normal(0, 0.5, (rows, row, 1)).astype(np.float16).view(np.uint8)
    if kind == Type.BF16:
        data = random.normal(0, 1, (rows, row, 1)).astype(np.float32).view(np.uint8)[..., 2:4].copy()
    data = data.reshape(rows, row * size)
    expected[kind.name] = np.ascontiguousarray(quants.dequantize(data, kind), dtype=np.float32)
    writer.add_tensor(kind.name, data, raw_dtype=kind)
expected["F32"] = random.normal(0, 1, (2, 5)).astype(np.float32)
writer.add_tensor("F32", expected["F32"])
for key, value in dict(u8=200, i8=-5, u16=60000, i16=-30000, u32=4_000_000_000, i32=-2_000_000_000, u64=2**40, i64=-2**40).items():
    getattr(writer, {"u": "add_uint", "i": "add_int"}[key[0]] + key[1:])("test." + key, value)
writer.add_float32("test.f32", 1e-5)
writer.add_float64("test.f64", 1e-5)
writer.add_bool("test.bool", True)
writer.add_string("test.text", "Grüße 🌍")
writer.add_array("test.texts", ["a", "", "ü"])
writer.add_array("test.ints", [1, -2, 3])
writer.add_array("test.floats", [0.1, 0.25])
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
save_file(expected, folder / "blocks.safetensors")
