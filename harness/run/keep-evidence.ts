import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'

const ofAttempt = (attempt: number): string => `attempt-${attempt}`

/**
 * Moves what an attempt left in its cell's directory into one of its own, so that the next cannot write over it. One that
 * was killed while it did that is finished.
 */
export async function keepEvidence(cellDir: string, attempt: number): Promise<void> {
	// A run that was killed may not have made it.
	const names: readonly string[] = await readdir(cellDir).catch(() => [])
	const loose = names.filter((name) => !/^attempt-\d+$/.test(name))
	if (loose.length === 0) return
	const into = join(cellDir, ofAttempt(attempt))
	await mkdir(into, { recursive: true })
	for (const name of loose) await rename(join(cellDir, name), join(into, name))
}
