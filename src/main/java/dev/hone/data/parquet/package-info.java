/// Rows come in, a Parquet file goes out. Open first: [dev.hone.data.parquet.ParquetFile].
package dev.hone.data.parquet;
