import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '#results'
import { unreadable } from '#results/errors'
import { readPlain, type ReadPlainOptions } from '#results/files'
import { quotedList } from './choice.ts'
import { readMatrix } from './file/read-matrix.ts'
import { closest } from './file/suggest.ts'
import type { Matrix } from './plan/matrix.ts'

/** Where a matrix comes from: one shipped with the harness, or a file of the user's. */
export type MatrixSource = { readonly preset: string } | { readonly file: string }

const presetsDir = new URL('presets/', import.meta.url)

/** The names that `{ preset }` takes, sorted. */
export async function listPresets(): Promise<string[]> {
	const names = await readdir(presetsDir)
	return names.flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? []).sort()
}

async function presetFile(preset: string): Promise<string> {
	const presets = await listPresets()
	// Only listed names become paths: a preset's name comes from the command line.
	if (presets.includes(preset)) return fileURLToPath(new URL(`${preset}.yaml`, presetsDir))
	const meant = closest(preset, presets)
	throw new ConfigurationError(`there is no preset "${preset}"; there are: ${quotedList(presets)}`, {
		hint:
			meant === undefined ? 'A matrix file of your own goes with --matrix FILE.' : `Did you mean "${meant}"?`,
	})
}

/** Bytes: a matrix is written by hand, and the parser of YAML hears no signal. */
const MAX_BYTES = 4 * 2 ** 20

/** The text of a matrix file. @throws ConfigurationError for what is no plain file, else what the file system does. */
export const readMatrixFile = (path: string, options: Omit<ReadPlainOptions, 'maxBytes'>): Promise<string> =>
	readPlain(path, { ...options, maxBytes: MAX_BYTES })

/** @throws ConfigurationError (MatrixFileError for what stands in the file). */
export async function loadMatrix(
	source: MatrixSource,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<Matrix> {
	const [path, name] =
		'preset' in source
			? [await presetFile(source.preset), `preset ${source.preset}`]
			: [source.file, source.file]
	let text: string
	try {
		text = await readMatrixFile(path, { signal, pipes: true })
	} catch (cause) {
		signal?.throwIfAborted()
		throw unreadable(`matrix file ${name}`, cause, 'Give the path of a YAML file, or use --preset quick.')
	}
	return readMatrix(text, name)
}
