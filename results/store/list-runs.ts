import { existsSync, statSync } from 'node:fs'
import { open, readdir, readlink } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { LATEST, logOf } from './run-store.ts'

/** The directory of a run, whatever it is called. */
export interface RunDirectory {
	readonly dir: string
	/** Milliseconds since 1970, by its name or its event log; 0 where neither says it. */
	readonly startedAt: number
	/** What has lost it is told by its name alone. */
	readonly hasLog: boolean
}

/**
 * The runs of a directory, the newest first: what has an event log, as a merged run has under any name, and what is named as
 * a run is. @throws where the directory cannot be read.
 */
export async function listRuns(runsDir: string): Promise<RunDirectory[]> {
	const entries = await readdir(runsDir, { withFileTypes: true })
	const others = entries.filter((entry) => !(entry.name === LATEST && entry.isSymbolicLink()))
	const found = await Promise.all(others.map(({ name }) => look(runsDir, name)))
	const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })
	return found.flat().sort((a, b) => b.startedAt - a.startedAt || byName(b.dir, a.dir))
}

/**
 * The run that `latest` leads to, which may be gone or have lost its log; the newest where there is no such link, as in a copy;
 * undefined where there is no run. It is never an older one instead of what cannot be read.
 */
export async function newestRunOf(runsDir: string): Promise<string | undefined> {
	const link = await readlink(join(runsDir, LATEST)).catch(() => undefined)
	if (link !== undefined) return isAbsolute(link) ? link : join(runsDir, link)
	const runs = await listRuns(runsDir).catch(() => [])
	return runs[0]?.dir
}

async function look(runsDir: string, name: string): Promise<RunDirectory[]> {
	const dir = join(runsDir, name)
	const hasLog = existsSync(logOf(dir))
	const stamped = stampOf(name)
	if (!hasLog && stamped === undefined) return []
	return [{ dir, hasLog, startedAt: stamped ?? (await firstTime(logOf(dir))) }]
}

/** Of `20261123T011500Z-quick`. */
function stampOf(name: string): number | undefined {
	const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name)
	if (stamp === null) return undefined
	const [, year, month, day, hour, minute, second] = stamp
	return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) || undefined
}

/** Bytes: more than the first line of a run has, which names ten thousand cells at most. */
const FIRST_LINE = 4 * 2 ** 20

/** Of its first event. */
async function firstTime(log: string): Promise<number> {
	// A pipe would be waited for.
	if (!statSync(log).isFile()) return 0
	try {
		await using file = await open(log)
		const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0)
		const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1)
		return Date.parse((JSON.parse(line) as { readonly at?: string }).at ?? '') || 0
	} catch {
		// Whoever opens the run says why it cannot be read.
		return 0
	}
}
