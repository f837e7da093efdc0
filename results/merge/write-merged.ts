import { chmod, cp, mkdir, readdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { ConfigurationError, HostError } from '../errors/index.ts'
import { strangeness, writeAtomic } from '../files/index.ts'
import { foldEvents } from '../fold/index.ts'
import { plainText, writeRun, type ReportedRun, type ReportFacts } from '../report/index.ts'
import { event as eventSchema, results as resultsSchema } from '../schema/index.ts'
import { eventLine } from '../store/index.ts'
import type { MergedRun } from './merge-runs.ts'

export interface WriteMergedOptions {
	/** The new directory. */
	readonly into: string
	/** The shards' directories by their names. */
	readonly shards: ReadonlyMap<string, string>
	readonly facts?: ReportFacts | undefined
	readonly signal?: AbortSignal | undefined
}

/** A merged run as it was written. */
interface WrittenRun extends ReportedRun {
	/** What of the shards' evidence was not copied, a sentence each: links, which could lead to files of this machine, and pipes. */
	readonly leftOut: readonly string[]
}

/**
 * Makes a run's directory out of a merged run: its events, the evidence that the shards kept, and all that `run` writes.
 * @throws ConfigurationError when the directory is there already, HostError when the disk refuses.
 */
export async function writeMerged(
	merged: MergedRun,
	{ into, shards, facts, signal }: WriteMergedOptions,
): Promise<WrittenRun> {
	// What came from elsewhere is held to the schema before a path is made of it.
	const events = checked(() => merged.events.map((event) => eventSchema.parse(event)))
	const results = checked(() => resultsSchema.parse(foldEvents(events)))
	try {
		await mkdir(into, { recursive: false })
	} catch (cause) {
		throw new ConfigurationError(`cannot make ${into}: it is there already, or its parent is not`, {
			cause,
			hint: 'Name a new directory with --output.',
		})
	}
	const leftOut: string[] = []
	try {
		await writeAtomic(
			join(into, 'events.ndjson'),
			events.map((event, index) => eventLine(event, index + 1)).join(''),
		)
		for (const cell of results.cells) {
			signal?.throwIfAborted()
			const from = shards.get(merged.ranBy.get(cell.id) ?? '')
			if (from !== undefined) leftOut.push(...(await copyEvidence(from, cell.evidenceDir, into)))
		}
	} catch (cause) {
		signal?.throwIfAborted()
		throw new HostError(`cannot write ${into}`, { cause, hint: 'Is the disk full, or not writable?' })
	}
	const run = { dir: into, results, facts, signal }
	await writeRun(run)
	return { ...run, leftOut }
}

/** @throws ConfigurationError for records that the schema refuses. */
function checked<T>(parse: () => T): T {
	try {
		return parse()
	} catch (cause) {
		if (!(cause instanceof z.ZodError)) throw cause
		throw new ConfigurationError(`a shard's record is not valid: ${z.prettifyError(cause)}`, {
			hint: 'Every shard must be the unchanged directory of a run.',
		})
	}
}

/** Takes away what makes a program run as its owner, and what lets others write. */
async function plainModes(dir: string): Promise<void> {
	for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
		await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
	await chmod(dir, 0o755)
}

/**
 * @param dir relative, of both runs.
 * @returns what was left out, a sentence each.
 */
async function copyEvidence(shard: string, dir: string, into: string): Promise<readonly string[]> {
	const left: string[] = []
	const isPlain = async (path: string): Promise<boolean> => {
		const strange = await strangeness(path)
		if (strange !== undefined) left.push(plainText(`${relative(shard, path)} of ${shard} ${strange}`))
		return strange === undefined
	}
	try {
		// Nor a link on the way there.
		for (const path of [join(shard, dirname(dir)), join(shard, dir)]) if (!(await isPlain(path))) return left
		const copy = join(into, dir)
		// Nobody else may enter before what a shard's owner set is taken away: the files are root's now.
		await mkdir(copy, { recursive: true })
		await chmod(copy, 0o700)
		await cp(join(shard, dir), copy, {
			recursive: true,
			dereference: false,
			verbatimSymlinks: true,
			// The directory itself was asked.
			filter: (path) => path === join(shard, dir) || isPlain(path),
		})
		await plainModes(copy)
	} catch (error) {
		// A shard may have kept nothing of a cell that it never booted.
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
	}
	return left
}
