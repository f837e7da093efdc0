import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'

const ofAttempt = (attempt: number): string => `attempt-${attempt}`

/** Moves what an attempt left in its cell's directory into one of its own, so that the next cannot write over it. */
export async function keepEvidence(cellDir: string, attempt: number): Promise<void> {
	// A run that was killed may not have made it.
	const names = await readdir(cellDir).catch(() => [])
	if (names.length === 0) return
	const into = join(cellDir, ofAttempt(attempt))
	await mkdir(into)
	for (const name of names)
		if (!/^attempt-\d+$/.test(name)) await rename(join(cellDir, name), join(into, name))
}
