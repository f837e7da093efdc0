import { loadMatrix, type Matrix, type MatrixSource } from '#harness/matrix'
import { notExpected } from './not-expected.ts'

/**
 * Reads a matrix file, or one that is shipped.
 * @throws ConfigurationError (MatrixFileError for what stands in the file).
 */
export async function load(
	source: MatrixSource,
	{ signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Matrix> {
	const { preset, file } = (source ?? {}) as { preset?: unknown; file?: unknown }
	if (typeof (preset ?? file) !== 'string')
		throw notExpected('loadMatrix', '{ file: "…" } or { preset: "…" }', source)
	return loadMatrix(source, { ...(signal && { signal }) })
}
