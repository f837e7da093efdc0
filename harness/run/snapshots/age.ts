import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { hashOf } from '#images'
import { holdMutex } from '#vm/host'
import type { SnapshotOrigin } from '#results'
import type { SnapshotPlace } from '../start/starting-cell.ts'
import type { SnapshotInputs } from './inputs.ts'
import { KIND } from './room.ts'

const taken = z.object({ takenAt: z.iso.datetime() })
const fileOf = (dir: string) => join(dir, 'taken.json')

/** Records when the snapshot in a directory was taken: its files get other times when they are used or copied. */
export async function writeTaken(dir: string, at: Date = new Date()): Promise<void> {
	await writeFile(fileOf(dir), JSON.stringify({ takenAt: at.toISOString() }))
}

/** Which snapshot lies in a directory. Undefined when there is none, or it does not say when it was taken. */
export async function originOf(dir: string): Promise<SnapshotOrigin | undefined> {
	try {
		const { takenAt } = taken.parse(JSON.parse(await readFile(fileOf(dir), 'utf8')))
		return { key: basename(dir), takenAt }
	} catch {
		return undefined
	}
}

/**
 * Removes the snapshot of these inputs when it was taken too long ago, so that it is taken anew: else one day's luck, good or
 * bad, would stay for ever. A VM that runs from it keeps its files open.
 */
export async function removeOld(
	{ cache, notBefore }: Pick<SnapshotPlace, 'cache' | 'notBefore'>,
	inputs: SnapshotInputs,
	signal?: AbortSignal,
	now: () => Date = () => new Date(),
): Promise<void> {
	const key = hashOf(inputs)
	const dir = join(cache.root, KIND, key)
	if (!(await isOld(dir, notBefore, now()))) return
	await using _lock = await holdMutex(join(cache.root, 'locks', `${KIND}-${key}`), { signal })
	// Another harness may have taken it anew meanwhile.
	if (!(await isOld(dir, notBefore, now()))) return
	await mkdir(cache.scratch, { recursive: true })
	const gone = join(cache.scratch, `gone-${randomBytes(6).toString('hex')}`)
	await rename(dir, gone)
	await rm(gone, { recursive: true, force: true })
}

async function isOld(dir: string, notBefore: Date, now: Date): Promise<boolean> {
	const there = await readFile(join(dir, 'inputs.json')).then(
		() => true,
		() => false,
	)
	if (!there) return false
	const origin = await originOf(dir)
	// One of the future was taken by a clock that was ahead: how old it is nobody knows, and it would stay until then.
	return origin === undefined || new Date(origin.takenAt) < notBefore || new Date(origin.takenAt) > now
}
