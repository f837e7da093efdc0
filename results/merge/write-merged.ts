import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError, HostError } from '../errors/index.ts'
import { foldEvents } from '../fold/index.ts'
import type { Results } from '../schema/index.ts'
import { writeDurably } from '../store/durable.ts'
import type { MergedRun } from './merge-runs.ts'

/**
 * Makes a run's directory out of a merged run: its events, results and the evidence that the shards kept.
 * @throws ConfigurationError when the directory is there already, HostError when the disk refuses.
 */
export async function writeMerged(
	merged: MergedRun,
	{ into, shards, signal }: { into: string; shards: ReadonlyMap<string, string>; signal?: AbortSignal },
): Promise<Results> {
	const results = foldEvents(merged.events)
	try {
		await mkdir(into, { recursive: false })
	} catch (cause) {
		throw new ConfigurationError(`cannot make ${into}: it is there already, or its parent is not`, {
			cause,
			hint: 'Name a new directory with --output.',
		})
	}
	try {
		await writeDurably(
			join(into, 'events.ndjson'),
			merged.events.map((event) => `${JSON.stringify(event)}\n`).join(''),
		)
		await writeDurably(join(into, 'results.json'), `${JSON.stringify(results, undefined, '\t')}\n`)
		for (const cell of results.cells) {
			signal?.throwIfAborted()
			const from = shards.get(merged.ranBy.get(cell.id) ?? '')
			if (from !== undefined) await copyEvidence(join(from, cell.evidenceDir), join(into, cell.evidenceDir))
		}
	} catch (cause) {
		signal?.throwIfAborted()
		throw new HostError(`cannot write ${into}`, { cause, hint: 'Is the disk full, or not writable?' })
	}
	return results
}

async function copyEvidence(from: string, to: string): Promise<void> {
	try {
		// A link in somebody's shard must not bring a file of this machine into the report.
		await cp(from, to, { recursive: true, dereference: false, verbatimSymlinks: true })
	} catch (error) {
		// A shard may have kept nothing of a cell that it never booted.
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
	}
}
