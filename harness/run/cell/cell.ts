import { type Cell, recorded } from '#harness/matrix'
import { readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
	ArtifactError,
	evidenceFiles,
	explainError,
	HarnessError,
	InternalError,
	type Place,
	type RunEvent,
	withoutPlaces,
} from '#results'
import { ArtifactFault } from '#images'
import { troubleOf } from '../artifacts/artifact-trouble.ts'
import { firstError } from './cleanup-stack.ts'
import { type CellContext, liveThrough } from './cell-life.ts'
import { devicesEvidence } from './open-cell.ts'
import { placesOf, sortEvidence } from './places.ts'
import { attemptDifferences, isRestored } from '../snapshots/compare.ts'

type CellEnd = Omit<Extract<RunEvent, { type: 'cell.ended' }>, 'type' | 'at' | 'cell'>

export interface AttemptOptions {
	/** Why it is not available, where that is known. */
	readonly unavailable?: string | undefined
	/** How often it is tried again. */
	readonly retries: number
	/** How often it was tried before, by a run that was interrupted. */
	readonly before?: number | undefined
	/** Whether it is tried once more from a boot, when it was restored from a snapshot, and both are compared. */
	readonly compare?: boolean | undefined
}

/**
 * One cell, from its artifacts to its end, as events. What happens to the cell is its verdict; it rejects only when that
 * cannot be recorded. When a deadline ended it, it is tried again as often as `retries` says; each attempt is recorded, and
 * keeps its evidence.
 */
export async function runCell(
	cell: Cell,
	context: CellContext,
	{ unavailable, retries, before = 0, compare = false }: AttemptOptions,
): Promise<void> {
	const restored = await attemptInTime(cell, context, { unavailable, after: before, retries })
	if (compare && restored.end.outcome === 'completed')
		await compareWithBoot(cell, context, { restored: restored.attempt, retries })
}

/** Tries a cell until it has an end that is not the time's, as often as it may. @returns the last attempt, and how it ended. */
async function attemptInTime(
	cell: Cell,
	context: CellContext,
	{ unavailable, after, retries, judge }: Tries,
): Promise<{ readonly attempt: number; readonly end: CellEnd }> {
	for (let attempt = after + 1; ; attempt++) {
		const end = await attemptCell(cell, context, { unavailable, attempt, judge })
		// A machine that was too slow says nothing about the cell. Everything else would only hide a flake.
		const isLate = end.outcome === 'error' && end.code === 'timeout'
		if (!isLate || context.signal.aborted || attempt > after + retries) return { attempt, end }
		const message = `${cell.slug}: attempt ${attempt} ran out of time, so there is another one. ${end.reason ?? ''}`
		context.store.emit({ type: 'note', message: message.trim() })
	}
}

interface Tries {
	readonly unavailable?: string | undefined
	/** The number of the attempt before. */
	readonly after: number
	readonly retries: number
	/** Throws when what an attempt of this number found must not stand. */
	readonly judge?: ((attempt: number) => void) | undefined
}

/** Another attempt, from a boot: a snapshot could hold what a boot would not give. */
async function compareWithBoot(
	cell: Cell,
	context: CellContext,
	{ restored, retries }: { readonly restored: number; readonly retries: number },
): Promise<void> {
	const { store, signal } = context
	if (signal.aborted || !isRestored(store.events, cell.id, restored)) return
	store.emit({ type: 'note', message: `${cell.slug}: is booted as well, to compare it with its snapshot.` })
	await attemptInTime(
		cell,
		{ ...context, snapshots: undefined },
		{
			after: restored,
			retries,
			judge: (booted) => {
				const differences = attemptDifferences(store.events, recorded(cell), { restored, booted })
				if (differences.length === 0) return
				const message = `The snapshot and a boot differ: ${differences.join('; ')}.`
				store.emit({ type: 'note', message: `${cell.slug}: ${message}` })
				throw new InternalError(message, {
					hint: 'Run it with --fresh: if both still differ, what is asked fails only sometimes.',
				})
			},
		},
	)
}

interface OneAttempt {
	readonly unavailable: string | undefined
	readonly attempt: number
	/** Throws when what was found must not stand. */
	readonly judge?: ((attempt: number) => void) | undefined
}

/**
 * Where an attempt's evidence lies, below `cells/`. Each has its place from the beginning: what an event says of it stays true
 * when another attempt follows, however the run ends.
 */
const evidencePlace = ({ slug }: Cell, attempt: number): string =>
	attempt === 1 ? slug : join(slug, `attempt-${attempt}`)

async function attemptCell(
	cell: Cell,
	context: CellContext,
	{ unavailable, attempt, judge }: OneAttempt,
): Promise<CellEnd> {
	const { store, signal, asked } = context
	store.emit({
		type: 'cell.started',
		cell: cell.id,
		attempt,
		...(asked === undefined ? {} : { checks: [...asked] }),
	})
	let end: CellEnd
	try {
		const evidenceDir = join(store.dir, await store.makeCellDir(evidencePlace(cell, attempt)))
		if (unavailable !== undefined) throw new ArtifactFault('unsupported', unavailable)
		await liveThrough(cell, context, evidenceDir)
		judge?.(attempt)
		const journals = await journalsIn(evidenceDir, store.dir)
		end = { outcome: 'completed', ...(journals.length > 0 ? { evidence: journals } : {}) }
	} catch (thrown) {
		const error = firstError(thrown)
		const places = placesOf({ runDir: store.dir, cacheRoot: context.artifacts.cache.root })
		const place = join('cells', evidencePlace(cell, attempt))
		const evidence = [
			...(await evidenceOf(error, store.dir, place, places)),
			...(await journalsIn(join(store.dir, place), store.dir)),
		]
		const { reason = '', ...how } = endOf(error, signal)
		const told = signal.aborted ? reason : reason + elsewhere(error, store.dir, reason)
		end = { ...how, reason: withoutPlaces(told, places), ...(evidence.length > 0 ? { evidence } : {}) }
	}
	store.emit({ type: 'cell.ended', cell: cell.id, ...end })
	return end
}

/** Writes what a failing program printed beside the other evidence. A disk that refuses must not hide the error. */
async function evidenceOf(
	error: unknown,
	runDir: string,
	place: string,
	places: readonly Place[],
): Promise<string[]> {
	if (!(error instanceof HarnessError)) return []
	const paths = sortEvidence(runDir, error.evidence).ofRun
	if (!error.output) return paths
	const path = join(place, 'error.txt')
	return writeFile(join(runDir, path), withoutPlaces(error.output, places)).then(
		() => [...paths, path],
		() => paths,
	)
}

/** What shows the failure and is no file of the run, such as a damaged download, where the reason does not name it. */
function elsewhere(error: unknown, runDir: string, reason: string): string {
	if (!(error instanceof HarnessError)) return ''
	const paths = sortEvidence(runDir, error.evidence).elsewhere.filter((path) => !reason.includes(path))
	return paths.length === 0 ? '' : ` What shows it: ${paths.join(', ')}`
}

/** What the VM left that a reader of any cell may want, as paths relative to the run. */
const journals = [...Object.values(evidenceFiles), 'evidence-missing.txt', devicesEvidence]

async function journalsIn(directory: string, runDir: string): Promise<string[]> {
	const names: readonly string[] = await readdir(directory).catch(() => [])
	return journals
		.filter((name) => names.includes(name))
		.map((name) => relative(runDir, join(directory, name)))
}

/** What of a failing program's last line fits beside the reason. */
const MAX_LAST_WORDS = 300

/** Which end an exception is; `fail` is not among them, since only a check can fail. */
export function endOf(thrown: unknown, signal: AbortSignal): CellEnd {
	// Whoever gave the artifacts: only what is not available makes a cell `unavailable`.
	const error = troubleOf(thrown)
	const reason = explainError(error) + lastWords(error)
	if (signal.aborted)
		return { outcome: 'interrupted', code: 'interrupted', reason: 'The run was interrupted.' }
	if (error instanceof ArtifactError) return { outcome: 'unavailable', code: error.code, reason }
	return { outcome: 'error', code: error instanceof HarnessError ? error.code : 'internal', reason }
}

/** The report is read without its evidence at hand. */
function lastWords(error: unknown): string {
	const output = error instanceof HarnessError ? error.output?.trim() : undefined
	const line = output?.split('\n').at(-1)?.trim()
	return line ? ` Its last words: ${line.slice(0, MAX_LAST_WORDS)}` : ''
}
