import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readArch, withArch } from '../../flags/read-arch.ts'
import {
	type Cell,
	listPresets,
	loadMatrix,
	type Matrix,
	planMatrix,
	readCell,
	resolveMirrors,
} from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import { lockPathFor } from '#images/pins'
import { foldRun } from '../report/read-run.ts'

/** A cell, and where what it is made of may come from. */
export interface FoundCell {
	readonly cell: Cell
	readonly artifacts: ArtifactSources
	readonly matrix?: Pick<Matrix, 'driver'> | undefined
}

interface Asked {
	readonly preset?: string | undefined
	readonly matrix?: string | undefined
	readonly arch?: string | undefined
	readonly signal: AbortSignal
	readonly problems: string[]
}

/** The cell that a path of a run, or the beginning of a name, means; what is wrong is added to `problems`. */
export async function findCell(text: string, asked: Asked): Promise<FoundCell | undefined> {
	const { preset, matrix, problems } = asked
	const above = dirname(resolve(text))
	const run = [above, dirname(above)].find((dir) => existsSync(join(dir, 'events.ndjson')))
	if (run !== undefined) return recordedCell(run, basename(resolve(text)), asked)
	if (preset !== undefined && matrix !== undefined) {
		problems.push('--preset and --matrix exclude each other')
		return undefined
	}
	if (matrix !== undefined) return cellIn([{ file: matrix }], text, asked)
	const names = preset === undefined ? await listPresets() : [preset]
	return cellIn(
		names.map((name) => ({ preset: name })),
		text,
		asked,
	)
}

type Source = { readonly preset: string } | { readonly file: string }

async function cellIn(
	sources: readonly Source[],
	text: string,
	{ arch: flag, signal, problems }: Asked,
): Promise<FoundCell | undefined> {
	const arch = readArch(flag, problems)
	const found = new Map<string, FoundCell>()
	const names: string[] = []
	for (const source of sources) {
		const matrix = await loadMatrix(source, { signal })
		const file = resolve('file' in source ? source.file : 'preset')
		const artifacts = {
			mirrors: resolveMirrors(matrix.mirrors, dirname(file)),
			baseDir: dirname(file),
			lockPath: lockPathFor(file),
		}
		for (const cell of planMatrix(withArch(matrix, arch)).cells) {
			names.push(cell.slug)
			const isIt = cell.slug.startsWith(text) || cell.id.startsWith(text)
			if (isIt && !found.has(cell.id)) found.set(cell.id, { cell, artifacts, matrix })
		}
	}
	const cells = [...found.values()]
	const exact = cells.find(({ cell: { slug, id } }) => slug === text || id === text)
	if (exact ?? cells.length === 1) return exact ?? cells[0]
	const all = cells.length > 1 ? cells.map(({ cell }) => cell.slug) : nearest(text, names)
	const what = cells.length > 1 ? `begins ${cells.length} names of cells` : 'begins no name or id of a cell'
	problems.push(
		[`'${text}' ${what}; ${cells.length > 1 ? 'say more of it' : 'there are'}:`, ...all].join('\n  '),
	)
	return undefined
}

async function recordedCell(
	run: string,
	name: string,
	{ signal, problems }: Asked,
): Promise<FoundCell | undefined> {
	const { results } = await foldRun(run, { verb: 'shell', signal })
	const record = results.cells.find(({ slug, id }) => slug === name || id === name)
	if (record === undefined) {
		problems.push(`${run} has no cell "${name}"; it has ${results.cells.map(({ slug }) => slug).join(', ')}`)
		return undefined
	}
	const { id, slug, arch, axes, daemonSettings } = record
	const artifacts = { baseDir: process.cwd(), lockPath: lockPathFor(resolve('repro')) }
	return { cell: readCell({ id, slug, arch, axes, daemonSettings }), artifacts }
}

/** How many names are shown where none fits. */
const MAX_NAMES = 10

/** The names that have most of a beginning in common with a text. */
function nearest(text: string, names: readonly string[]): string[] {
	const common = (name: string) => {
		let length = 0
		while (length < text.length && name[length] === text[length]) length++
		return length
	}
	const ranked = [...new Set(names)].map((name) => ({ name, length: common(name) }))
	return ranked
		.sort((a, b) => b.length - a.length)
		.slice(0, MAX_NAMES)
		.map(({ name }) => name)
}
